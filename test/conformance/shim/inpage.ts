// What scripts do inside one page, in the order it is tried.

import { elements } from "./elements.ts";
import { frames } from "./frames.ts";
import { identity } from "./identity.ts";
import { markup } from "./markup.ts";
import { requests } from "./requests.ts";
import type { Row } from "./row.ts";
import { workers } from "./workers.ts";

export const IN_PAGE: readonly Row[] = [...requests, ...workers, ...elements, ...markup, ...identity, ...frames];

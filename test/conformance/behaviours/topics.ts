// Every topic, in the order it runs.

import { ENCODED } from "./encodings.ts";
import { FETCH } from "./fetch.ts";
import { REDIRECTS } from "./redirects.ts";
import type { Topic } from "./row.ts";
import { XHR } from "./xhr.ts";

export const TOPICS: readonly Topic[] = [FETCH, XHR, ENCODED, REDIRECTS];

// Every escape there is a row for.

import type { Escape } from "./escape.ts";
import { frameEscapes } from "./frames.ts";
import { insertedEscapes } from "./inserted.ts";
import { markupEscapes } from "./markup.ts";
import { headerEscapes, navigationEscapes } from "./navigation.ts";
import { requestEscapes } from "./requests.ts";
import { styleEscapes } from "./styles.ts";

export const escapes: readonly Escape[] = [
  ...markupEscapes,
  ...styleEscapes,
  ...requestEscapes,
  ...insertedEscapes,
  ...frameEscapes,
  ...navigationEscapes,
  ...headerEscapes,
];

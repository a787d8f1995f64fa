// Every topic, in the order it runs.

import { CHARSET_TOPIC } from "./charsets.ts";
import { COOKIES } from "./cookies.ts";
import { CSS_TOPIC } from "./css.ts";
import { DOCUMENTS } from "./documents.ts";
import { DOM } from "./dom.ts";
import { ENCODED } from "./encodings.ts";
import { FETCH } from "./fetch.ts";
import { FORMS } from "./forms.ts";
import { FRAMES } from "./frames.ts";
import { MEDIA } from "./media.ts";
import { MODULES } from "./modules.ts";
import { NAVIGATION } from "./navigation.ts";
import { REDIRECTS } from "./redirects.ts";
import type { Topic } from "./row.ts";
import { SOCKETS } from "./sockets.ts";
import { XHR } from "./xhr.ts";

export const TOPICS: readonly Topic[] = [
  ...[FETCH, XHR, ENCODED, REDIRECTS, FORMS, COOKIES, SOCKETS, FRAMES],
  ...[DOCUMENTS, CHARSET_TOPIC, CSS_TOPIC, MEDIA, MODULES, DOM, NAVIGATION],
];

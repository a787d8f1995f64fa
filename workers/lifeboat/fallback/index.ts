// Hands the fallback page to the failover (fallback.ts says what for).

import type { FallbackPage } from "./fallback.ts";
import { fallbackPage } from "./page.ts";

declare const self: ServiceWorkerGlobalScope & { hezarFallback?: FallbackPage };

self.hezarFallback = fallbackPage;

// The beacon's door: deps from the environment, once a request; it keeps nothing but the minute's count of wrong codes.

import { createApp } from "./app.ts";
import type { BeaconEnv } from "./env.ts";
import { createReveal } from "./reveal.ts";
import { createThrottle } from "./throttle.ts";

const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));
const throttle = createThrottle({ now: Date.now, random });

export default {
  fetch: (request, env) => {
    const reveal = createReveal({ warden: env.WARDEN, token: env.BEACON_TOKEN, random });
    return createApp({ reveal, throttle, contact: env.CONTACT }).fetch(request);
  },
} satisfies ExportedHandler<BeaconEnv>;

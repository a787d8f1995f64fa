// The shim: the script at the head of every page of a mirror, and at the start of its workers. The relay leaves the service's
// JavaScript alone, so addresses that scripts build still name the blocked hosts; the shim maps them at the moment they are
// used and lets scripts read back what they would read at the service itself.
// It is no wall against a page that means harm, nor the only one: what comes past it a content policy refuses, and where a
// lifeboat stands that maps it. Out of its reach: import() of an absolute address (the lifeboat maps it, else the policy
// refuses it), `top.location` of a frame of another origin, and scripted navigation where there is no Navigation API.

import { removeBypasses, removeUncarried } from "./absent.ts";
import { type Addresses, createAddresses } from "./addresses.ts";
import { mapImports, startWorker } from "./inworker.ts";
import { installInPage } from "./page.ts";
import { mapRequests } from "./requests.ts";
import { readSettings, type Settings } from "./settings.ts";
import { guardWorkers } from "./workers.ts";

/** Of the function around this script (scripts/bundle.ts): given where a page starts its frames and workers with it. */
declare const given: Settings | undefined;

const settings = given ?? readSettings();
if (settings) {
  removeUncarried();
  if (!settings.flags.webrtc) removeBypasses();
  const guardRequests = (addresses: Addresses, hasLifeboat: () => boolean) => {
    mapRequests(addresses, hasLifeboat);
    guardWorkers(settings, addresses, hasLifeboat);
  };
  if (typeof document === "undefined") {
    const addresses = createAddresses(settings, () => settings.worker?.url ?? location.href);
    guardRequests(addresses, () => settings.worker?.hasLifeboat === true);
    mapImports(addresses);
    startWorker(settings, addresses);
  } else installInPage(settings, guardRequests);
}

// Saved copies: off until the reader turns them on, on a page of their own that no script can reach (shown.ts). Then what pages
// get is looked at as it passes; a copy is opened for one navigation, once, and nothing of it is asked of the network.

import type { Boarding } from "../../../shared/domain/boat.ts";
import { fromBase64url, utf8 } from "../../../shared/domain/bytes.ts";
import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import { spoken } from "../spoken.ts";
import { createHolding } from "./bounded.ts";
import { createCopies } from "./copies.ts";
import { createDrawer } from "./drawer.ts";
import type { Keep } from "./keep.ts";
import { copyPage, listPage, type Shown } from "./shown.ts";
import { textOf, titleOf, withoutLateness, withoutTargets } from "./text.ts";
import { WORDS } from "./words.ts";
import { PAGE_BYTES_MOST, PART_BYTES_MOST, worthOf } from "./worth.ts";

declare const self: ServiceWorkerGlobalScope & {
  readonly hezar: ClientSettings & { readonly boat?: Boarding };
  hezarKeep?: Keep;
};

const { boat } = self.hezar;
if (boat) self.hezarKeep = createKeep(boat);

interface Reading {
  readonly url: string;
  readonly saved: Promise<void>;
}

/** Of each kind remembered. */
const CLIENTS_MOST = 100;
const OPENING_SECONDS = 10;
/** An old phone has little. */
const ROOM_BYTES = 16 << 20;

function createKeep(boarding: Boarding): Keep {
  const { door } = self.hezar;
  const { origin } = self.location;
  const address = `${origin}/${door}/copies`;
  const now = () => Date.now() / 1000;
  const drawer = createDrawer({ caches: self.caches, door, boatKey: fromBase64url(boarding.key) ?? new Uint8Array() });
  const copies = createCopies({ drawer, now });
  const holding = createHolding(ROOM_BYTES);
  /** By client, the page it shows, and when that is saved. */
  const reading = new Map<string, Reading>();
  /** Clients that show a copy. */
  const showing = new Map<string, string>();
  /** By the reader's click, for the navigation that follows it. */
  let wanted: { readonly url: string; readonly until: number } | undefined;

  const tokenOf = (deed: string, url = "") => drawer.sign(`${deed} ${url}`);
  const addressTo = async (deed: string, url?: string) =>
    `${address}?${new URLSearchParams({ deed, ...(url && { url }), token: await tokenOf(deed, url) })}`;
  const shown = (): Shown => ({
    ...{ ...spoken(WORDS, self.navigator.languages), now: now(), addressTo },
    agent: self.navigator.userAgent,
  });

  const deeds: Readonly<Record<string, (url: string) => unknown>> = {
    on: copies.turnOn,
    off: copies.turnOff,
    forget: copies.forget,
    open: (url) => {
      wanted = { url, until: now() + OPENING_SECONDS };
    },
  };
  const answerList = async ({ searchParams }: URL): Promise<Response> => {
    await copies.ready;
    const [deed = "", url = "", token] = ["deed", "url", "token"].map((name) => searchParams.get(name) ?? "");
    if (!Object.hasOwn(deeds, deed) || token !== (await tokenOf(deed, url))) return listPage(copies.pages(), shown());
    await deeds[deed]?.(url);
    return Response.redirect(deed === "open" ? url : address, 303);
  };
  const answerCopy = async (url: string): Promise<Response> => {
    const [body, page] = [await copies.page(url), copies.pages()?.find((one) => one.url === url)];
    if (body && page) return copyPage({ body, page, list: address }, shown());
    // A browser that was short of room took it.
    await copies.forget(url);
    return Response.redirect(address, 303);
  };
  const answerPart = async (url: string): Promise<Response> => {
    const part = await copies.part(url);
    return part ? new Response(part.body, { headers: { "content-type": part.type } }) : Response.error();
  };

  // Before the everyday lifeboat's own.
  self.addEventListener("fetch", (event) => {
    const { request, clientId, resultingClientId } = event;
    const url = new URL(request.url);
    const name = nameOf(request.url);
    const answer = () => {
      if (request.mode !== "navigate") return showing.has(clientId) ? answerPart(name) : undefined;
      if (request.method !== "GET" || request.destination !== "document") return undefined;
      if (url.origin + url.pathname === address) return answerList(url);
      if (wanted?.url !== name || wanted.until < now()) return undefined;
      wanted = undefined;
      remember(showing, resultingClientId, name);
      return answerCopy(name);
    };
    const found = answer();
    if (!found) return;
    event.stopImmediatePropagation();
    event.respondWith(found);
  });
  self.addEventListener("message", (event) => {
    const [port] = event.ports;
    const { hezar: verb, value } = (event.data ?? {}) as { readonly hezar?: string; readonly value?: unknown };
    if (verb !== "keep") return;
    // A page may end it and ask; to turn it on is the reader's own.
    const done = value === false ? copies.turnOff() : copies.ready;
    event.waitUntil(
      done.then(() =>
        port?.postMessage({ isOn: copies.pages() !== undefined, count: copies.pages()?.length ?? 0, address }),
      ),
    );
  });

  const savePage = (url: string, type: string, response: Response): Promise<void> =>
    holding.read(response, PAGE_BYTES_MOST, async (body) => {
      const text = withoutLateness(withoutTargets(textOf(body, type)));
      if (text) await copies.keepPage({ url, title: titleOf(text), body: utf8(text) });
    });
  const save = async ({ request, clientId, resultingClientId }: FetchEvent, response: Response): Promise<void> => {
    const worth = worthOf(request, response);
    const name = nameOf(request.url);
    const type = response.headers.get("content-type") ?? "";
    const page = reading.get(clientId);
    if (worth === "page") {
      const saved = savePage(name, type, response.clone());
      remember(reading, resultingClientId, { url: name, saved });
      await saved;
    } else if (worth === "part" && page) {
      await holding.read(response.clone(), PART_BYTES_MOST, async (body) => {
        // What a page is drawn with is here before its last line.
        await page.saved;
        await copies.keepPart({ of: page.url, url: name, type, body });
      });
    }
  };

  return {
    async see(event, answer) {
      const [response] = await Promise.all([answer, copies.ready]);
      if (copies.pages()) event.waitUntil(save(event, response).catch(() => undefined));
      return response;
    },
    async told(url) {
      await copies.ready;
      const page = copies.pages()?.find((one) => one.url === nameOf(url));
      const copy = page && { ageSeconds: now() - page.at, address: await addressTo("open", page.url) };
      const pages = copies.pages();
      return { isOn: pages !== undefined, count: pages?.length ?? 0, address, ...(copy && { copy }) };
    },
    end: copies.turnOff,
  };
}

function remember<Fact>(clients: Map<string, Fact>, id: string, fact: Fact): void {
  clients.set(id, fact);
  const [oldest] = clients.keys();
  if (clients.size > CLIENTS_MOST && oldest !== undefined) clients.delete(oldest);
}

function nameOf(url: string): string {
  return url.replace(/#.*$/s, "");
}

// What rows use inside the page. It is sent there as text and must need nothing of this module.

import type { Echo } from "../../support/behavioursite/echo.ts";
import type { Saying } from "../../support/behavioursite/say.ts";
import type { SiteOrigins } from "../../support/behavioursite/visit.ts";

export type As = "png" | "svg" | "css" | "js" | "module" | "json" | "html" | "vtt" | "text";

export interface Hit {
  /** A path that every origin of the service answers. */
  readonly path: string;
  /** What the service saw there; waits a little for `times` requests. */
  seen(options?: { readonly times?: number; readonly wait?: number }): Promise<readonly Echo[]>;
}

export interface Lab extends SiteOrigins {
  /** A path that answers as described. */
  say(saying: Saying, name?: string): string;
  /** A path of its own that remembers who came. */
  hit(as?: As, query?: string): Hit;
  /** What came to the `{id}` of a row's markup. */
  seenIn(view: Window, options?: { readonly times?: number; readonly wait?: number }): Promise<readonly Echo[]>;
  /** What the service saw, of the headers that matter: as `/echo` answers. */
  echo(url?: string, init?: RequestInit): Promise<Echo>;
  /** `ok` and the value, or the class of the error. */
  outcome(promise: Promise<unknown> | (() => unknown)): Promise<unknown>;
  /** An element, in the page for as long as the row runs. */
  element<T extends HTMLElement = HTMLElement>(tag: string, properties?: Record<string, unknown>, text?: string): T;
  /** `load` or `error`, whichever comes. */
  loaded(target: EventTarget): Promise<string>;
  once<T extends Event = Event>(target: EventTarget, ...types: string[]): Promise<T>;
  /** A frame of the page, loaded. */
  frame(
    properties: Record<string, unknown>,
  ): Promise<HTMLIFrameElement & { readonly contentWindow: Window & typeof globalThis }>;
  until<T>(look: () => T | undefined | null | false): Promise<T>;
  pause(milliseconds: number): Promise<void>;
  /** `document.cookie = text` */
  cookie(text: string): void;
  style(element: Element, property: string): string;
  import(url: string, options?: unknown): Promise<Record<string, unknown>>;
  pick(echo: Echo | undefined, ...headers: string[]): Record<string, string | undefined>;
  /** Undo it after the row. */
  after(undo: () => unknown): void;
  run(index: number, given: unknown, hurried: boolean): Promise<unknown>;
  rows: readonly ((lab: Lab, given: unknown, view: Window) => unknown)[];
  paths: readonly string[];
}

export function createLab(origins: SiteOrigins): Lab {
  const ROW_MILLISECONDS = 45_000;
  // What a row waits for comes at once; only a row that fails, and a machine with much else to do, waits for so long.
  const PATIENCE_MILLISECONDS = 20_000;
  let patienceMilliseconds = PATIENCE_MILLISECONDS;
  let undos: (() => unknown)[] = [];

  const pack = (value: unknown) =>
    btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");
  const nameError = (error: unknown) =>
    error instanceof Error || error instanceof DOMException ? error.name : String(error);
  const patience = <T>(work: Promise<T>, what: string, milliseconds = patienceMilliseconds) =>
    Promise.race([
      work,
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`waited for ${what}`)), milliseconds)),
    ]);

  const seenAt = async (id: string, { times = 1, wait = patienceMilliseconds } = {}) =>
    (await (await fetch(`/seen/${id}?times=${times}&wait=${wait}`)).json()) as Echo[];

  const lab: Lab = {
    ...origins,
    rows: [],
    paths: [],
    say: (saying, name = "page") => `/say/${pack(saying)}/${name}`,
    hit: (as = "text", query = "") => {
      const id = `id-${[...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
      return {
        path: `/hit/${id}?as=${as}${query}`,
        seen: (options) => seenAt(id, options),
      };
    },
    seenIn: (view, options) => {
      const id = /id-[0-9a-f]{12}/.exec(view.document.documentElement.outerHTML)?.[0] ?? "";
      return seenAt(id, options);
    },
    echo: async (url = "/echo", init = {}) => (await (await fetch(url, init)).json()) as Echo,
    outcome: async (work) => {
      try {
        return { ok: (await (typeof work === "function" ? work() : work)) ?? null };
      } catch (error) {
        return { failed: nameError(error) };
      }
    },
    element: (tag, properties = {}, text) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(properties)) {
        if (name in element) (element as unknown as Record<string, unknown>)[name] = value;
        else element.setAttribute(name, String(value));
      }
      if (text !== undefined) element.textContent = text;
      document.body.append(element);
      undos.push(() => element.remove());
      return element as never;
    },
    loaded: async (target) => (await lab.once(target, "load", "error")).type,
    once: <T extends Event>(target: EventTarget, ...types: string[]) =>
      patience(
        new Promise<T>((resolve) => {
          for (const type of types) target.addEventListener(type, (event) => resolve(event as T), { once: true });
        }),
        types.join(" or "),
      ),
    frame: async (properties) => {
      const frame = document.createElement("iframe");
      const loading = lab.once(frame, "load");
      for (const [name, value] of Object.entries(properties)) {
        if (name in frame) (frame as unknown as Record<string, unknown>)[name] = value;
        else frame.setAttribute(name, String(value));
      }
      undos.push(() => frame.remove());
      document.body.append(frame);
      await loading;
      return frame as never;
    },
    until: async (look) => {
      const end = performance.now() + patienceMilliseconds;
      for (;;) {
        const found = look();
        if (found) return found as never;
        if (performance.now() > end) throw new Error("waited in vain");
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    cookie: (text) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the old way is what most sites use, and what the shim must keep
      document.cookie = text;
    },
    style: (element, property) =>
      (element.ownerDocument.defaultView ?? window).getComputedStyle(element).getPropertyValue(property),
    import: () => Promise.reject(new Error("set by the page's script")),
    pick: (echo, ...headers) => Object.fromEntries(headers.map((name) => [name, echo?.headers[name]])),
    after: (undo) => {
      undos.push(undo);
    },
    run: async (index, given, hurried) => {
      patienceMilliseconds = hurried ? 500 : PATIENCE_MILLISECONDS;
      undos = [];
      try {
        const path = lab.paths[index];
        const view = path ? (await lab.frame({ src: path, style: "width:400px;height:300px" })).contentWindow : window;
        const run = lab.rows[index];
        if (run === undefined) throw new Error("no such row");
        return { value: (await patience(Promise.resolve(run(lab, given, view)), "the row", ROW_MILLISECONDS)) ?? null };
      } catch (error) {
        return { error: `${nameError(error)}: ${(error as Error)?.message ?? ""}` };
      } finally {
        for (const undo of undos.reverse()) await undo();
      }
    },
  };
  return lab;
}

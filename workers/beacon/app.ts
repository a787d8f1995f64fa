// The beacon's doors over one room: `/` asks for a code, `/i/<code>` shows links to a person, `/i/<code>.json` to a tool.
// Showing links spends a use of the invite, so only a person's navigation, a pressed button or the JSON door does it:
// messengers unfurl what is sent through them, and a preview must not eat the invite.

import { IttyRouter } from "itty-router/IttyRouter";
import { parseInviteCode } from "../../shared/domain/invitecode.ts";
import { isNavigation } from "../../shared/navigation.ts";
import { jsonLinks, jsonThrottled } from "./channels/json.ts";
import { askPage, linksPage, type PageOptions, throttledPage, waitingPage } from "./channels/page.ts";
import { plainHeaders } from "./headers.ts";
import type { Reveal } from "./reveal.ts";
import { networkOf, type Throttle } from "./throttle.ts";
import { languageOf } from "./words.ts";

export interface BeaconDeps {
  readonly reveal: (code: string) => Promise<Reveal>;
  readonly throttle: Throttle;
  readonly contact: string | undefined;
}

/** Leads to the page for a code that is not valid. */
const NO_CODE = "0";

export function createApp(deps: BeaconDeps): { fetch(request: Request): Promise<Response> } {
  const router = IttyRouter();
  const optionsOf = (request: Request): PageOptions => ({ language: languageOf(request), contact: deps.contact });
  router
    .get("/", (request) => askPage(optionsOf(request)))
    .post("/i", (request) => goToCode(request))
    .get("/i/:code", (request) => {
      const { code, isJson } = parseDoor(request.params.code ?? "", request);
      if (isJson) return answerJson(code, request, deps);
      return code === undefined || isNavigation(request)
        ? answerPage(code, request, { ...deps, options: optionsOf(request) })
        : waitingPage(code, optionsOf(request));
    })
    .post("/i/:code", (request) => {
      const { code } = parseDoor(request.params.code ?? "", request);
      return answerPage(code, request, { ...deps, options: optionsOf(request) });
    })
    .all("*", () => new Response("Not Found\n", { status: 404, headers: plainHeaders("text/plain; charset=utf-8") }));
  return { fetch: (request) => router.fetch(request) };
}

function parseDoor(text: string, request: Request): { readonly code: string | undefined; readonly isJson: boolean } {
  const isJson = text.endsWith(".json") || request.headers.get("Accept") === "application/json";
  return { code: parseInviteCode(decode(text.replace(/\.json$/, ""))), isJson };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** The form's code becomes a path, so that the page it leads to has one address whatever was typed. */
async function goToCode(request: Request): Promise<Response> {
  const [typed, language] = await readForm(request);
  const headers = plainHeaders("text/plain; charset=utf-8");
  headers.set("Location", `/i/${parseInviteCode(typed) ?? NO_CODE}?lang=${language === "en" ? "en" : "fa"}`);
  return new Response(null, { status: 303, headers });
}

/** The two fields, empty where the body is no form. */
async function readForm(request: Request): Promise<readonly [string, string]> {
  try {
    const form = await request.formData();
    return [String(form.get("code") ?? ""), String(form.get("lang") ?? "")];
  } catch {
    return ["", ""];
  }
}

async function answerJson(code: string | undefined, request: Request, deps: BeaconDeps): Promise<Response> {
  const revealed = await revealUnlessThrottled(code, request, deps);
  return typeof revealed === "number" ? jsonThrottled(revealed) : jsonLinks(revealed);
}

async function answerPage(
  code: string | undefined,
  request: Request,
  { options, ...deps }: BeaconDeps & { readonly options: PageOptions },
): Promise<Response> {
  const revealed = await revealUnlessThrottled(code, request, deps);
  return typeof revealed === "number" ? throttledPage(revealed, options) : linksPage(revealed, options);
}

/** What is behind the code, or the seconds to wait. What cannot be a code is answered without asking anybody. */
async function revealUnlessThrottled(
  code: string | undefined,
  request: Request,
  { reveal, throttle }: BeaconDeps,
): Promise<Reveal | number> {
  if (code === undefined) return { kind: "unknown" };
  const network = networkOf(request);
  const wait = network && (await throttle.waitSeconds(network));
  if (typeof wait === "number") return wait;
  const revealed = await reveal(code);
  if (revealed.kind === "unknown" && network) await throttle.countWrong(network);
  return revealed;
}

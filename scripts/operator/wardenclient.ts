// The warden as the operator's tools call it. Both sides are of one release and share the shapes of wardenapi.ts, so
// answers are taken as said; what can go wrong is the connection, the token, and a state that forbids the call.

import type { ProbeResult, Signal } from "../../shared/domain/verdict/evidence.ts";
import type { Snapshot } from "../../shared/snapshotform.ts";
import type * as api from "../../shared/wardenapi.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type Reach, reach as reachDefault } from "../reach.ts";
import { Mistake } from "../terminal/mistake.ts";

export interface WardenClient {
  readonly url: string;
  status(): Promise<api.MeshStatus>;
  /** Events after the one with that id. */
  events(after: number): Promise<readonly api.MeshEvent[]>;
  putMesh(settings: api.MeshSettings): Promise<readonly api.Order[]>;
  putKeyring(record: string): Promise<number>;
  orders(): Promise<readonly api.Order[]>;
  order(wish: { readonly service: string; readonly count: number }): Promise<readonly api.Order[]>;
  claim(order: number, claim: api.Claim): Promise<api.Mirror>;
  publish(hostname: string): Promise<{ readonly key: string; readonly version: number }>;
  probeTicket(hostname: string): Promise<{ readonly ticket: string; readonly notAfter: number }>;
  ready(hostname: string): Promise<api.Mirror>;
  abandon(hostname: string): Promise<void>;
  retire(hostname: string): Promise<api.Mirror>;
  rotate(wish: RotateWish): Promise<readonly api.Order[]>;
  lease(wish: api.LeaseWish): Promise<api.LeaseAnswer>;
  burn(burn: api.Burn): Promise<api.BurnAnswer>;
  unburn(burn: Omit<api.Burn, "cause">): Promise<api.UnburnAnswer>;
  invite(wish: api.InviteWish): Promise<api.Invite>;
  /** WardenRefusal `unknown` where nothing was ever known of it. */
  why(hostname: string): Promise<api.Why>;
  probes(results: readonly ProbeResult[]): Promise<api.ProbesAnswer>;
  volunteers(): Promise<readonly api.Volunteer[]>;
  /** Gives the token they send with their probes. */
  addVolunteer(id: string, key: string): Promise<string>;
  removeVolunteer(id: string): Promise<void>;
  /** Tell what providers did; the mirrors that this burned. */
  signal(signals: readonly Signal[]): Promise<readonly string[]>;
  /** Another warden's memory, for one that has none. */
  restore(snapshot: Snapshot): Promise<number>;
  /** What sealed lists say of the lineages after this one. */
  lists(after: string): Promise<api.ListsPage>;
  /** All of them are out. */
  listsPublished(): Promise<void>;
  accountRefused(account: string, detail: string): Promise<void>;
  accountWell(account: string): Promise<void>;
  /** The address of the warden's page, good for a minute and once. */
  boardLink(): Promise<string>;
}

export interface RotateWish {
  readonly olderThanSeconds: number;
  readonly service?: string;
  readonly most?: number;
}

export interface WardenClientOptions {
  readonly url: string;
  readonly token: string;
  readonly reach?: Reach;
  readonly clock?: Clock;
  /** How often a call goes out before the warden counts as out of reach; absent: patiently. */
  readonly attempts?: number;
}

/** What a call to the warden ends in; `code` only where the warden itself said no. */
export class WardenRefusal extends Mistake {
  readonly code: api.WardenError["error"]["code"];

  constructor(code: api.WardenError["error"]["code"], what: string, why: string) {
    super(what, { why });
    this.name = "WardenRefusal";
    this.code = code;
  }
}

const ATTEMPTS = 4;
const FIRST_BACKOFF_MILLISECONDS = 250;
const TIMEOUT_MILLISECONDS = 30_000;

export function createWardenClient(options: WardenClientOptions): WardenClient {
  const get = <T>(path: string) => call<T>(options, { method: "GET", path });
  const put = <T>(path: string, json: unknown) => call<T>(options, { method: "PUT", path, json });
  const post = <T>(path: string, json: unknown = {}) => call<T>(options, { method: "POST", path, json });
  const remove = (path: string) => call<unknown>(options, { method: "DELETE", path });
  const mirror = (hostname: string, verb: string) => `/mirrors/${encodeURIComponent(hostname)}/${verb}`;
  return {
    url: options.url,
    status: () => get("/status"),
    events: async (after) => (await get<{ events: api.MeshEvent[] }>(`/events?after=${after}`)).events,
    putMesh: async (settings) => (await put<{ orders: api.Order[] }>("/mesh", settings)).orders,
    putKeyring: async (keyring) => (await put<{ version: number }>("/keyring", { keyring })).version,
    orders: async () => (await get<{ orders: api.Order[] }>("/orders")).orders,
    order: async (wish) => (await post<{ orders: api.Order[] }>("/orders", wish)).orders,
    claim: async (order, claim) => (await post<{ mirror: api.Mirror }>(`/orders/${order}/claim`, claim)).mirror,
    publish: (hostname) => post(mirror(hostname, "publish")),
    probeTicket: (hostname) => post(mirror(hostname, "probe-ticket")),
    ready: async (hostname) => (await post<{ mirror: api.Mirror }>(mirror(hostname, "ready"))).mirror,
    abandon: async (hostname) => {
      await post(mirror(hostname, "abandon"));
    },
    retire: async (hostname) => (await post<{ mirror: api.Mirror }>(mirror(hostname, "retire"))).mirror,
    rotate: async (wish) => (await post<{ orders: api.Order[] }>("/rotate", wish)).orders,
    lease: (wish) => post("/lease", wish),
    burn: (burn) => post("/burn", burn),
    unburn: (burn) => post("/unburn", burn),
    invite: (wish) => post("/invites", wish),
    why: (hostname) => get(`/why/${encodeURIComponent(hostname)}`),
    probes: (results) => post("/probes", { results }),
    volunteers: async () => (await get<{ volunteers: api.Volunteer[] }>("/volunteers")).volunteers,
    addVolunteer: async (id, key) =>
      (await put<{ token: string }>(`/volunteers/${encodeURIComponent(id)}`, { key })).token,
    boardLink: async () => new URL((await post<{ path: string }>("/board/link")).path, options.url).href,
    removeVolunteer: async (id) => {
      await remove(`/volunteers/${encodeURIComponent(id)}`);
    },
    signal: async (signals) => (await post<{ burned: string[] }>("/signals", { signals })).burned,
    restore: async (snapshot) => (await post<{ number: number }>("/restore", snapshot)).number,
    lists: (after) => get(`/lists?after=${after}`),
    listsPublished: async () => {
      await post("/lists/published");
    },
    accountRefused: async (account, detail) => {
      await post(`/accounts/${encodeURIComponent(account)}/refused`, { detail });
    },
    accountWell: async (account) => {
      await post(`/accounts/${encodeURIComponent(account)}/well`);
    },
  };
}

interface WardenCall {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly json?: unknown;
}

async function call<T>(options: WardenClientOptions, wanted: WardenCall): Promise<T> {
  const { clock = systemClock, attempts = ATTEMPTS } = options;
  for (let attempt = 1; ; attempt++) {
    const response = await send(options, wanted).catch((cause: unknown) => cause);
    if (response instanceof Response && response.status < 500) return read<T>(response, options, wanted);
    if (attempt >= attempts || mayNotRepeat(wanted, response)) throw unreachable(options.url, response);
    await clock.sleep(FIRST_BACKOFF_MILLISECONDS * 2 ** (attempt - 1));
  }
}

/** Orders and invites made twice are two: only a call that never arrived, or that changes nothing twice, is repeated. */
function mayNotRepeat({ method, path }: WardenCall, outcome: unknown): boolean {
  const repeatable = method !== "POST" || (path !== "/orders" && path !== "/invites" && path !== "/rotate");
  return !repeatable && !isRefusedConnection(outcome);
}

function isRefusedConnection(outcome: unknown): boolean {
  const code = outcome instanceof Error ? (outcome as NodeJS.ErrnoException).code : undefined;
  return code === "ECONNREFUSED" || code === "ENOTFOUND";
}

function send(
  { url, token, reach = reachDefault }: WardenClientOptions,
  { method, path, json }: WardenCall,
): Promise<Response> {
  return reach(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(json === undefined ? {} : { "content-type": "application/json" }),
    },
    body: json === undefined ? null : JSON.stringify(json),
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    redirect: "error",
  });
}

async function read<T>(response: Response, { url }: WardenClientOptions, { method, path }: WardenCall): Promise<T> {
  const text = await response.text();
  const json = parseJson(text) as (T & Partial<api.WardenError>) | undefined;
  if (response.ok && json !== undefined) return json;
  if (json?.error !== undefined) {
    throw new WardenRefusal(json.error.code, `The warden refuses ${method} ${path}`, json.error.message);
  }
  throw new Mistake(`The warden does not answer at ${url}`, {
    why: `${method} ${path} gave HTTP ${response.status}, as for a stranger`,
    next: "Check that the state directory (--state) is this mesh's; `hezar up` deploys the warden again with its keys.",
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(url: string, outcome: unknown): Mistake {
  return new Mistake(`The warden cannot be reached at ${url}`, {
    why: outcome instanceof Response ? `HTTP ${outcome.status}` : "no connection",
    next: "On one machine: is `hezar start` running? Else check your connection and the account, then run the command again.",
    cause: outcome,
  });
}

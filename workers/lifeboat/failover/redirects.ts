// A redirect that another mirror's answer brings. The browser follows it by itself wherever it asked for this very address: so
// the page sees that it was redirected and where to, and each step comes past the lifeboat again. Where the lifeboat asks in
// a page's stead it follows, as Fetch does (§4.4).

import type { Asked, Handing } from "./handing.ts";
import type { Answered, Others } from "./others.ts";
import { redirectOf } from "./rebuild.ts";
import type { Wish } from "./request.ts";

export interface RedirectPorts {
  readonly others: Others;
  readonly handing: Pick<Handing, "other">;
  readonly origin: string;
  /** Where a relay of ours leads a reader: the own mirror and its siblings. */
  readonly homes: readonly string[];
}

export interface Redirects {
  other(answered: Answered, request: Request, asked: Asked): Promise<Response>;
}

const HOPS_MOST = 20;

export function createRedirects({ others, handing, origin, homes }: RedirectPorts): Redirects {
  return {
    async other(answered, request, asked) {
      let { wish } = asked;
      for (let hops = 0; ; hops++) {
        const to = redirectOf(answered.head, wish.url);
        if (to === undefined) return handing.other(answered, { ...asked, wish });
        void answered.body.cancel().catch(() => undefined);
        if (!homes.includes(new URL(to).origin)) return Response.error();
        const isPages = withoutFragment(asked.sending.event.request.url) === withoutFragment(request.url);
        if (isPages || request.redirect === "manual") return Response.redirect(to, answered.head.status);
        const isOver = request.redirect === "error" || hops >= HOPS_MOST || new URL(to).origin !== origin;
        const next = isOver ? undefined : await others.ask(followed(wish, to, answered.head.status));
        if (!next) return Response.error();
        wish = followed(wish, to, answered.head.status);
        answered = next;
      }
    },
  };
}

function followed({ body, once = false, ...wish }: Wish, url: string, status: number): Wish {
  const { method } = wish;
  const isRead = status === 303 ? method !== "GET" && method !== "HEAD" : status < 303 && method === "POST";
  if (!isRead) return { ...wish, url, once, ...(body && { body }) };
  const headers = wish.headers.filter(([name]) => !/^content-(?:type|encoding|language|location)$/i.test(name));
  return { ...wish, url, headers, method: "GET" };
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, "");
}

// A page of ours that no page of the service may hold by the window it opened. `same-origin` parts them from most, but a service may
// say the same of its own pages, which the mirror keeps, and then they are together. So where a browser knows a word for it that word is
// said; where it does not, isolation is asked for as well, which hardly any service says with it.

/** From here on Chromium parts a page from its opener whatever the opener says of itself. */
const CHROMIUM_OF_NO_OPENERS = 119;

/** Headers. `agent`: the browser's User-Agent. */
export function withoutOpener(agent: string): Readonly<Record<string, string>> {
  const hasNoOpeners = Number(/Chrome\/(\d+)/.exec(agent)?.[1]) >= CHROMIUM_OF_NO_OPENERS;
  return hasNoOpeners
    ? { "cross-origin-opener-policy": "noopener-allow-popups" }
    : { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
}

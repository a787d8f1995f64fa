// The platform's own HTMLRewriter doing the relay's mapping of addresses, with the cheapest mapping there is: prefixes.
const REFERENCES = "href src action formaction poster background manifest".split(" ");
const SELECTOR = [...REFERENCES, "srcset", "style"].map((name) => `[${name}]`).join(",");

export default {
  async fetch(request, env) {
    const answer = await env.UPSTREAM.fetch(request);
    if (!answer.headers.get("content-type")?.startsWith("text/html")) return answer;
    return new HTMLRewriter().on(SELECTOR, { element: (element) => edit(element, env.MAPPING) }).transform(answer);
  },
};

function edit(element, mapping) {
  for (const [name, value] of [...element.attributes]) {
    const written = map(name, value, mapping);
    if (written !== value) element.setAttribute(name, written);
  }
}

function map(name, value, mapping) {
  if (name === "srcset" || name === "style")
    return mapping.reduce((text, [origin, prefix]) => text.replaceAll(`${origin}/`, `${prefix}/`), value);
  if (!REFERENCES.includes(name)) return value;
  const found = mapping.find(([origin]) => value.startsWith(`${origin}/`));
  return found ? found[1] + value.slice(found[0].length) : value;
}

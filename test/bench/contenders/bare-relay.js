// The floor of a relay that keeps its promises: heads are written anew in both directions, an upstream that keeps us waiting
// is left, a short page is read whole and answered as bytes. No gate, no map, no byte is looked at.
const OURS = new Set(["cookie", "host", "connection"]);
const POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; base-uri 'self'; form-action 'self'";
const SLOW_MILLISECONDS = 30_000;
const READ = /^text\/(?:html|css)/;

export default {
  async fetch(request, env) {
    const headers = new Headers();
    for (const [name, value] of request.headers) if (!OURS.has(name)) headers.set(name, value);
    const { promise: slow, resolve } = Promise.withResolvers();
    const timer = setTimeout(() => resolve(new Response("slow", { status: 504 })), SLOW_MILLISECONDS);
    const asked = env.UPSTREAM.fetch(request.url, { method: request.method, headers, redirect: "manual" });
    const answer = await Promise.race([asked.then(receive), slow]);
    clearTimeout(timer);
    return answer;
  },
};

async function receive(answer) {
  const isRead = READ.test(answer.headers.get("content-type") ?? "") && answer.status === 200;
  const out = new Response(isRead ? await answer.arrayBuffer() : answer.body, answer);
  for (const [name] of answer.headers) if (OURS.has(name)) out.headers.delete(name);
  out.headers.set("cache-control", "private");
  out.headers.set("content-security-policy", POLICY);
  out.headers.set("referrer-policy", "same-origin");
  out.headers.set("x-dns-prefetch-control", "off");
  return out;
}

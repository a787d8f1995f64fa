// The other end of the relay's KV binding (scripts/edge/runtime/kv-protocol.ts), as far as reading goes.
export default {
  fetch(request, env) {
    const key = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const value = env.VALUES[key];
    return value === undefined ? new Response("Not Found", { status: 404 }) : new Response(value);
  },
};

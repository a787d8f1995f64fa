// The ceiling of any Worker: the upstream's answer is handed on as the object it came in.
export default { fetch: (request, env) => env.UPSTREAM.fetch(request) };

// Nothing: what starting a Worker costs by itself.
export default { fetch: () => new Response("") };

// What an address without a script shows: the plain page of a machine that serves nothing yet.
import type { IncomingMessage, ServerResponse } from "node:http";

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Welcome</title></head>
<body><h1>Welcome</h1><p>This server is working. There is nothing here yet.</p></body>
</html>
`;

export function serveDefaultSite(request: IncomingMessage, response: ServerResponse, path: string): void {
  const home = path === "/" || path.startsWith("/?");
  response.writeHead(home ? 200 : 404, { "Content-Type": "text/html; charset=utf-8" });
  response.end(request.method === "HEAD" ? undefined : home ? page : "<!doctype html>\n<title>404 Not Found</title>\n");
}

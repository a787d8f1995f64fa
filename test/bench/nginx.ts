// The three nginx processes: the upstream everyone fetches from, and two contenders. One process each (`master_process
// off`), so that its CPU time is its own.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pickPort } from "../support/ports.ts";
import { mapping } from "./hosts.ts";
import { listening, type Processes, pidOf } from "./processes.ts";

const NGINX = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"];

/** What to install, or undefined where nginx is there. */
export function missingNginx(): string | undefined {
  return nginxPath() === undefined
    ? "nginx is not installed; `apt-get install nginx-light` (or your system's nginx with the sub filter) brings it"
    : undefined;
}

function nginxPath(): string | undefined {
  return NGINX.find((path) => existsSync(path));
}

export interface Server {
  readonly port: number;
  readonly pid: number;
}

/** Static files: as they are (with a length), below /chunked/ without one, below /gzip/ compressed; /drip/ is another's. */
export function startUpstream(
  processes: Processes,
  { root, dripPort }: { readonly root: string; readonly dripPort: number },
): Promise<Server> {
  return startNginx(processes, "upstream", (port) => [
    `upstream drip { server 127.0.0.1:${dripPort}; }`,
    `server { listen 127.0.0.1:${port} backlog=1024; root ${root};`,
    "  location /chunked/ { alias ROOT/; sub_filter_types *; sub_filter 'a text that stands nowhere in here' ''; }".replace(
      "ROOT",
      root,
    ),
    `  location /gzip/ { alias ${root}/; gzip_static on; }`,
    "  location /drip/ { proxy_pass http://drip; proxy_buffering off; }",
    "}",
  ]);
}

export function startProxyPass(processes: Processes, upstreamPort: number): Promise<Server> {
  return startNginx(processes, "proxy-pass", (port) => [
    `upstream service { server 127.0.0.1:${upstreamPort}; keepalive 64; }`,
    `server { listen 127.0.0.1:${port} backlog=1024; location / { ${proxied} } }`,
  ]);
}

/** The relay's mapping as far as `sub_filter` can do it: prefixes of bytes, in every text. */
export function startSubFilter(
  processes: Processes,
  { upstreamPort, door }: { readonly upstreamPort: number; readonly door: string },
): Promise<Server> {
  const filters = mapping(door).map(([origin, prefix]) => `sub_filter '${origin}' '${prefix}';`);
  return startNginx(processes, "sub-filter", (port) => [
    `upstream service { server 127.0.0.1:${upstreamPort}; keepalive 64; }`,
    `server { listen 127.0.0.1:${port} backlog=1024; location / { ${proxied}`,
    // It cannot read compressed bodies, so it must ask for plain ones.
    '  proxy_set_header Accept-Encoding "";',
    "  sub_filter_once off; sub_filter_types text/css application/javascript application/json;",
    `  ${filters.join(" ")} } }`,
  ]);
}

const proxied = 'proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection "";';

async function startNginx(
  processes: Processes,
  name: string,
  servers: (port: number) => readonly string[],
): Promise<Server> {
  const folder = join(processes.folder, name);
  mkdirSync(folder, { recursive: true });
  const port = await pickPort();
  const config = join(folder, "nginx.conf");
  writeFileSync(
    config,
    [
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log crit;`,
      "events { worker_connections 2048; }",
      "http {",
      "types { text/html html; text/css css; application/javascript js; application/json json; text/plain txt; video/mp4 mp4; }",
      "charset utf-8; access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;",
      ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`),
      ...servers(port),
      "}",
    ].join("\n"),
  );
  const child = processes.start(nginxPath() ?? "nginx", ["-c", config, "-p", folder]);
  await listening(port, child);
  return { port, pid: pidOf(child) };
}

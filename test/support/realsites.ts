// Sites nobody here wrote, from Debian packages, served on loopback for a mirror to show: the Debian handbook (static
// HTML in Persian and English) and Python's documentation, both by nginx, and DokuWiki (PHP, with logins, editing and uploads).

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pickPort } from "./ports.ts";

export interface RealSite {
  readonly origin: string;
  close(): Promise<void>;
}

const HANDBOOK = "/usr/share/doc/debian-handbook/html";
const PYTHON = "/usr/share/doc/python3-doc/html";
const DOKUWIKI = "/usr/share/dokuwiki";
const NGINX = "/usr/sbin/nginx";
const PHP = "/usr/bin/php";

/** What is missing on this machine for the site, or undefined when it can be served. */
export function missingForHandbook(): string | undefined {
  return missing([HANDBOOK, "Debian package debian-handbook"], [NGINX, "Debian package nginx-light"]);
}

export function missingForPython(): string | undefined {
  return missing([PYTHON, "Debian package python3-doc"], [NGINX, "Debian package nginx-light"]);
}

export function missingForDokuwiki(): string | undefined {
  const absent = missing([DOKUWIKI, "Debian package dokuwiki"], [PHP, "Debian package php-cli"]);
  return absent ?? (hasXml() ? undefined : "Debian package php-xml");
}

/** An installation that was cut short has the wiki and PHP without it. */
function hasXml(): boolean {
  return spawnSync(PHP, ["-r", "exit(extension_loaded('xml') ? 0 : 1);"]).status === 0;
}

function missing(...needs: readonly (readonly [path: string, name: string])[]): string | undefined {
  const absent = needs.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  return absent.length === 0 ? undefined : absent.join(" and ");
}

export const startHandbook = (): Promise<RealSite> => startStatic(HANDBOOK);
export const startPython = (): Promise<RealSite> => startStatic(PYTHON);

async function startStatic(root: string): Promise<RealSite> {
  const folder = await mkdtemp(join(tmpdir(), "hezar-static-"));
  const port = await pickPort();
  const config = join(folder, "nginx.conf");
  await writeFile(
    config,
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  include /etc/nginx/mime.types; access_log off; gzip on; charset utf-8;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${root}; }
}`,
  );
  return serve(spawn(NGINX, ["-c", config, "-p", folder], { stdio: "ignore" }), { folder, port });
}

export const WIKI_USER = { name: "sara", password: "a long wiki password" } as const;

export async function startDokuwiki(): Promise<RealSite> {
  const folder = await mkdtemp(join(tmpdir(), "hezar-dokuwiki-"));
  const data = [
    "pages",
    "attic",
    "media",
    "media_attic",
    "media_meta",
    "meta",
    "cache",
    "index",
    "locks",
    "tmp",
    "log",
  ];
  for (const name of data) await mkdir(join(folder, "data", name), { recursive: true });
  const hash = execFileSync(PHP, ["-r", `echo password_hash(${JSON.stringify(WIKI_USER.password)}, PASSWORD_BCRYPT);`]);
  await writeFile(join(folder, "users.auth.php"), `${WIKI_USER.name}:${hash}:Sara:sara@wiki.example:admin,user\n`);
  await writeFile(join(folder, "acl.auth.php"), "*\t@ALL\t1\n*\t@user\t8\n");
  await writeFile(
    join(folder, "local.php"),
    `<?php $conf['title'] = 'A wiki'; $conf['useacl'] = 1; $conf['superuser'] = '@admin'; $conf['savedir'] = '${folder}/data';
$conf['cookiedir'] = '/'; $conf['license'] = '';`,
  );
  await writeFile(join(folder, "preload.php"), `<?php define('DOKU_CONF', '${folder}/');`);
  const port = await pickPort();
  const flags = ["-d", `auto_prepend_file=${folder}/preload.php`, "-d", "display_errors=0", "-S", `127.0.0.1:${port}`];
  const child = spawn(PHP, [...flags, "-t", DOKUWIKI], {
    stdio: "ignore",
    env: { ...process.env, PHP_CLI_SERVER_WORKERS: "4" },
    detached: true,
  });
  return serve(child, { folder, port });
}

async function serve(
  child: ChildProcess,
  { folder, port }: { readonly folder: string; readonly port: number },
): Promise<RealSite> {
  await listening(port, child);
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      const exited = child.exitCode === null ? once(child, "exit") : undefined;
      // PHP's workers are a process group of their own; nginx is one process.
      if (child.pid !== undefined && child.spawnfile === PHP) process.kill(-child.pid, "SIGTERM");
      else child.kill("SIGTERM");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Neither server says when it listens, so knock until it answers or dies. */
async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let knock = 0; knock < 2000; knock++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${child.spawnfile} did not listen on ${port} within 50 s`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      resolve(true);
      socket.destroy();
    });
    socket.on("error", () => resolve(false));
  });
}

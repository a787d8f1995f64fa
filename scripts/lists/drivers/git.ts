// A repository on a git host, by its contents API (GitHub's, and Gitea's and Forgejo's, which differs in one verb). A file is
// a commit, one after the other: two at once are a conflict there. A git host lists a public repository to everybody and
// keeps what was; both say how many files there are, and nothing else.

import type { Reach } from "../../reach.ts";
import { askPlace, type ListDriver } from "./driver.ts";

export interface GitOptions {
  readonly id: string;
  readonly url: string;
  readonly api: string;
  /** owner/name. */
  readonly repository: string;
  readonly branch: string;
  /** "" or a path that ends with a slash. */
  readonly folder: string;
  readonly token: string;
  readonly reach: Reach;
}

/** Says nothing, and is the same for every commit. */
const MESSAGE = "Update";
/** Raw files are kept by the hosts' caches for minutes. */
const DELAY_SECONDS = 300;

export function createGit({ id, url, api, repository, branch, folder, token, reach }: GitOptions): ListDriver {
  const addressOf = (name: string) => `${api.replace(/\/$/, "")}/repos/${repository}/contents/${folder}${name}`;
  const headers = { authorization: `Bearer ${token}`, accept: "application/json", "content-type": "application/json" };
  const ask = (method: string, name: string, { json, fine }: { json?: object; fine: readonly number[] }) => {
    const at = method === "GET" ? `${addressOf(name)}?ref=${encodeURIComponent(branch)}` : addressOf(name);
    return askPlace({ reach, id, method, url: at, headers, fine, ...(json && { body: JSON.stringify(json) }) });
  };
  /** The blob that stands there, by which the host knows that we saw it. */
  const shaOf = async (name: string): Promise<string | undefined> => {
    const answer = await ask("GET", name, { fine: [200, 404] });
    return answer.ok ? ((await answer.json()) as { readonly sha?: string }).sha : undefined;
  };
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    ...{ id, url, listings: [url], delaySeconds: DELAY_SECONDS },
    write: (name, bytes) =>
      inTurn(async () => {
        const sha = await shaOf(name);
        const json = { message: MESSAGE, content: Buffer.from(bytes).toString("base64"), branch, ...(sha && { sha }) };
        // Gitea makes a new file by POST, and says 422 or 404 to a PUT without a blob.
        const answer = await ask("PUT", name, { json, fine: sha ? [200, 201] : [200, 201, 404, 405, 422] });
        if (!answer.ok) await ask("POST", name, { json, fine: [200, 201] });
      }),
    remove: (name) =>
      inTurn(async () => {
        const sha = await shaOf(name);
        if (sha) await ask("DELETE", name, { json: { message: MESSAGE, sha, branch }, fine: [200, 204, 404] });
      }),
  };
}

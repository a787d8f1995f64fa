// The config's places with their credentials, from the environment or secrets.json ("lists/<id>", and for an object store's
// key id "lists/<id>/key"), as accounts have theirs. What is missing is told of all of them at once.

import { dirname, resolve } from "node:path";
import type { MeshConfig } from "../../../shared/config.ts";
import { readSecrets } from "../../operator/keys.ts";
import type { Operator } from "../../operator/operator.ts";
import { type Reach, reach as reachDefault } from "../../reach.ts";
import { Mistake } from "../../terminal/mistake.ts";
import type { Screen } from "../../terminal/screen.ts";
import { createDirectory } from "./directory.ts";
import type { ListDriver } from "./driver.ts";
import { createGit } from "./git.ts";
import { createPut } from "./put.ts";
import { createS3 } from "./s3.ts";

type Place = MeshConfig["lists"][number];
type Credential = (variable: string | undefined, secret: string) => string | undefined;

/** Throws a Mistake that names every credential that is missing. */
export async function openPlaces(
  { config, configPath, state }: Pick<Operator, "config" | "configPath" | "state">,
  { env, reach = reachDefault }: { readonly env: Screen["env"]; readonly reach?: Reach },
): Promise<readonly ListDriver[]> {
  const secrets = await readSecrets(state.dir);
  const missing: string[] = [];
  const wanted: Credential = (variable, secret) => {
    const found = secrets[secret] ?? (variable === undefined ? undefined : env[variable]);
    if (!found) missing.push(variable === undefined ? secret : `${variable} (or "${secret}")`);
    return found;
  };
  const opened = config.lists.map((place) => open(place, { configPath, reach, wanted, secrets }));
  if (missing.length === 0) return opened;
  throw new Mistake(`No credential for sealed lists: ${missing.join(", ")}`, {
    why: "neither in the environment nor in secrets.json",
    next: 'Set the variables, or write them to secrets.json in the state directory as { "lists/<id>": "…" }.',
  });
}

interface Opening {
  readonly configPath: string;
  readonly reach: Reach;
  readonly wanted: Credential;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The config's rules saw to the keys that each driver needs. */
function open(place: Place, { configPath, reach, wanted, secrets }: Opening): ListDriver {
  const { id, url, folder = "" } = place;
  const secret = `lists/${id}`;
  switch (place.driver) {
    case "directory":
      return createDirectory({ id, url, path: resolve(dirname(configPath), place.path ?? "") });
    case "put": {
      const { to = url, authorizationEnv: variable } = place;
      // A server of one's own may want none.
      const authorization = variable === undefined ? secrets[secret] : wanted(variable, secret);
      return createPut({ id, url, to, reach, ...(authorization !== undefined && { authorization }) });
    }
    case "s3": {
      const { endpoint = "", bucket = "", region = "us-east-1", keyIdEnv, secretEnv } = place;
      const keys = { keyId: wanted(keyIdEnv, `${secret}/key`) ?? "", secret: wanted(secretEnv, secret) ?? "" };
      return createS3({ id, url, endpoint, bucket, region, folder, ...keys, reach });
    }
    case "git": {
      const { api = "", repository = "", branch = "main", tokenEnv } = place;
      return createGit({ id, url, api, repository, branch, folder, token: wanted(tokenEnv, secret) ?? "", reach });
    }
  }
}

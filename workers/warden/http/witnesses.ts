// Those who tell what they saw: relays with their zone's token, volunteers with theirs and a signature, the operator.

import { Hono } from "hono";
import { fromBase64url, utf8 } from "../../../shared/domain/bytes.ts";
import { deriveWitnessToken, PROBE_SIGNATURE, VOLUNTEER_NAME } from "../../../shared/domain/evidencekeys.ts";
import { refuse } from "../../../shared/domain/result.ts";
import { createVerifier, SIGNATURE_BYTES } from "../../../shared/domain/signature.ts";
import type { Desk } from "../desk.ts";
import { CollectRequest } from "../evidence/batch.ts";
import { createBudget } from "../evidence/budget.ts";
import type { Inquiry } from "../evidence/inquiry.ts";
import { ProbesRequest } from "../evidence/probes.ts";
import { witness } from "../gate.ts";
import { VolunteerRequest } from "../requests.ts";
import { answer, parse, read } from "./answer.ts";

export interface WitnessDeps {
  readonly desk: Desk;
  readonly inquiry: Inquiry;
  readonly evidenceKey: Uint8Array | undefined;
}

export function witnesses({ desk, inquiry, evidenceKey }: WitnessDeps): Hono {
  const spend = createBudget();
  const app = new Hono();
  app.post("/collect", async (c) => {
    const batch = await read(c, CollectRequest);
    // The token opens one zone: a relay says nothing about another's mirrors.
    if (batch.zone !== witness(c.req.raw)) return answer(c, refuse("unknown", "no such zone"));
    await inquiry.collect(batch);
    return c.body(null, 204);
  });

  for (const wish of ["share", "problem"] as const)
    app.post(`/${wish}`, async (c) => answer(c, await desk[wish](witness(c.req.raw) ?? "", await c.req.text())));

  app.post("/probes", async (c) => {
    const body = await c.req.text();
    const volunteer = witness(c.req.raw);
    if (volunteer === undefined) return c.json(await inquiry.probe(parse(body, ProbesRequest).results));
    const key = desk.look((book) => book.volunteers.find(volunteer))?.key;
    const isTheirs = key !== undefined && (await isSigned(body, { key, signature: c.req.header(PROBE_SIGNATURE) }));
    if (!isTheirs) return answer(c, refuse("unknown", "no volunteer of that name and key"));
    // Whoever they say they are, they are this volunteer.
    const { results } = parse(body, ProbesRequest);
    if (
      !spend(
        volunteer,
        results.length,
        desk.look((book) => book.now),
      )
    )
      return answer(c, refuse("conflict", "a volunteer's day is full: send the rest tomorrow"));
    return c.json(await inquiry.probe(results.map((result) => ({ ...result, vantage: volunteer }))));
  });

  app.get("/volunteers", (c) => c.json({ volunteers: desk.look((book) => book.volunteers.all()) }));
  app.put("/volunteers/:id", async (c) => {
    const id = c.req.param("id");
    const { key } = await read(c, VolunteerRequest);
    if (!VOLUNTEER_NAME.test(id))
      return answer(c, refuse("invalid", "a volunteer's name is letters, digits and hyphens, and no other vantage's"));
    if (evidenceKey === undefined)
      return answer(c, refuse("conflict", "this warden was deployed without an evidence key"));
    desk.look((book) => book.volunteers.add(id, key));
    return c.json({ token: await deriveWitnessToken(evidenceKey, "volunteer", id) });
  });
  app.delete("/volunteers/:id", (c) => {
    desk.look((book) => book.volunteers.remove(c.req.param("id")));
    return c.json({});
  });
  return app;
}

async function isSigned(
  body: string,
  { key, signature = "" }: { readonly key: string; readonly signature: string | undefined },
): Promise<boolean> {
  const bytes = fromBase64url(signature);
  if (bytes?.length !== SIGNATURE_BYTES) return false;
  const verifier = await createVerifier(fromBase64url(key) ?? new Uint8Array());
  return verifier.verify("probes", utf8(body), bytes);
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OUTCOMES } from "../../../../shared/domain/report.ts";
import { BLOCKINGS, type HostEvidence, SIGNAL_KINDS } from "../../../../shared/domain/verdict/evidence.ts";
import { judgeHost } from "../../../../shared/domain/verdict/judge.ts";
import { MEANINGS } from "../../../../shared/domain/verdict/signals.ts";
import {
  crowd,
  DAY,
  failures,
  HOUR,
  hostEvidence,
  MINUTE,
  NOW,
  past,
  probe,
  report,
  sighting,
  signal,
} from "./evidencemaking.ts";

type Changes = Partial<HostEvidence>;
const judge = (changes: Changes, now = NOW) => judgeHost(hostEvidence(changes), { now });
const dropped = [...past(), ...crowd(20, { served: 0, to: NOW - MINUTE })];
const steady = [...past(), ...crowd(20, { served: 18, to: NOW - MINUTE })];
const blockedTwice = [probe(), probe({ at: NOW - 50 * MINUTE })];
const reachableTwice = (at: number, network = "AS1") => [
  probe({ network, at, blocking: "none" }),
  probe({ network, at: at + 10 * MINUTE, blocking: "none" }),
];
const by = (vantage: string, probes: HostEvidence["probes"]) => probes.map((one) => ({ ...one, vantage }));
const standing = { since: NOW - 12 * HOUR, cause: "censor" } as const;

describe("state and cause", () => {
  const rows: readonly (readonly [string, Changes, string, string | undefined, string])[] = [
    ["nothing known", {}, "healthy", undefined, "nothing-against-it"],
    ["readers come as before", { sightings: steady }, "healthy", undefined, "no-drop"],
    ["reports alone", { sightings: steady, reports: failures(7) }, "suspect", undefined, "reports"],
    ["a drop alone", { sightings: dropped }, "suspect", undefined, "drop"],
    ["reports and a drop", { sightings: dropped, reports: failures(5) }, "burned", "censor", "drop"],
    ["one blocked probe", { probes: [probe()] }, "suspect", undefined, "probe-once"],
    ["a probe and a re-run", { probes: blockedTwice }, "burned", "censor", "probe-confirmed"],
    ["a volunteer's probe and a re-run", { probes: by("kaveh", blockedTwice) }, "suspect", undefined, "probe-alone"],
    [
      "a volunteer's probe and a re-run, and one of another on another network",
      { probes: [...by("kaveh", blockedTwice), probe({ vantage: "roya", network: "AS2" })] },
      "burned",
      "censor",
      "probe-confirmed",
    ],
    [
      "a volunteer's probe and a re-run, and a drop",
      { probes: by("kaveh", blockedTwice), sightings: dropped },
      "burned",
      "censor",
      "probe-confirmed",
    ],
    [
      "a volunteer's probe and a re-run, and reports",
      { probes: by("kaveh", blockedTwice), sightings: steady, reports: failures(7) },
      "burned",
      "censor",
      "probe-confirmed",
    ],
    [
      "burned, and reachable for one volunteer alone",
      { standing, probes: by("kaveh", reachableTwice(NOW - HOUR)) },
      "burned",
      "censor",
      "standing",
    ],
    [
      "burned, and reachable for two",
      {
        standing,
        probes: [...by("kaveh", reachableTwice(NOW - HOUR)), ...by("roya", reachableTwice(NOW - HOUR, "AS2"))],
      },
      "healthy",
      undefined,
      "probe-reachable",
    ],
    [
      "a re-run within a residual block",
      { probes: [probe(), probe({ at: NOW - HOUR + 100 })] },
      "suspect",
      undefined,
      "probe-once",
    ],
    [
      "a re-run on another network only",
      { probes: [probe(), probe({ network: "AS2", at: NOW - MINUTE })] },
      "suspect",
      undefined,
      "probe-once",
    ],
    [
      "blocked twice without a control",
      { probes: blockedTwice.map((one) => ({ ...one, control: "failed" }) as const) },
      "healthy",
      undefined,
      "nothing-against-it",
    ],
    [
      "blocked twice, then reachable",
      { probes: [...blockedTwice, probe({ at: NOW - MINUTE, blocking: "none" })] },
      "healthy",
      undefined,
      "nothing-against-it",
    ],
    [
      "blocked on one network, reachable on another",
      { probes: [...blockedTwice, ...reachableTwice(NOW - 30 * MINUTE, "AS2")] },
      "burned",
      "censor",
      "probe-confirmed",
    ],
    [
      "blocked twice two days ago",
      { probes: blockedTwice.map((one) => ({ ...one, at: one.at - 2 * DAY })) },
      "healthy",
      undefined,
      "nothing-against-it",
    ],
    [
      "down from everywhere, told by a probe",
      { sightings: dropped, reports: failures(5), probes: [probe({ at: NOW - MINUTE, blocking: "down" })] },
      "suspect",
      "provider",
      "probe-down",
    ],
    ["the operator's word", { words: [{ at: NOW - DAY, says: "burned" }] }, "burned", "operator", "operator"],
    [
      "the operator's word with a cause",
      { words: [{ at: NOW - DAY, says: "burned", cause: "flagged" }] },
      "burned",
      "flagged",
      "operator",
    ],
    [
      "the operator's newer word",
      {
        words: [
          { at: NOW - HOUR, says: "healthy" },
          { at: NOW - DAY, says: "burned" },
        ],
      },
      "healthy",
      undefined,
      "operator",
    ],
    [
      "reports and a drop before the operator's word",
      { sightings: dropped, reports: failures(5), words: [{ at: NOW, says: "healthy" }] },
      "suspect",
      undefined,
      "drop",
    ],
  ];
  it.each(rows)("%s", (_, changes, state, cause, first) => {
    const verdict = judge(changes);
    expect([verdict.state, verdict.cause, verdict.because[0]?.kind]).toEqual([state, cause, first]);
  });

  it.each(SIGNAL_KINDS)("%s is never the censor's doing, whatever readers and probes say", (kind) => {
    const verdict = judge({ sightings: dropped, reports: failures(7), probes: blockedTwice, signals: [signal(kind)] });
    expect(verdict).toMatchObject(MEANINGS[kind]);
    expect(verdict.spareFor).toEqual([]);
  });

  it("what was reported around a signal is not held against the mirror once it is over", () => {
    const quota = signal("quota", { at: NOW - 61 * MINUTE });
    const reports = failures(7, { to: NOW - 30 * MINUTE });
    expect(judge({ sightings: dropped, reports, signals: [quota] }).state).toBe("suspect");
    expect(judge({ sightings: dropped, reports }).state).toBe("burned");
  });
});

describe("a group too small to be judged by its traffic", () => {
  const small = [{ group: "g", readers: 5 }];

  it("gets a spare for one honest report, and is never burned by readers", () => {
    expect(judge({ groups: small, reports: [report()] })).toMatchObject({ state: "suspect", spareFor: ["g"] });
    expect(judge({ groups: small, reports: failures(30, { to: NOW }), sightings: dropped }).state).toBe("suspect");
  });

  it("gets none where its reporter could not reach another mirror either", () => {
    expect(judge({ groups: small, reports: [report({ control: "failed" })] })).toMatchObject({
      state: "healthy",
      spareFor: [],
    });
  });

  it("is not the only one: a big one that hardly uses the mirror gets a spare once reports convince", () => {
    const sightings = [26, 6, 0].flatMap((hours) => crowd(20, { served: 2, to: NOW - hours * HOUR }));
    expect(judge({ sightings, reports: failures(3) }).spareFor).toEqual([]);
    expect(judge({ sightings, reports: failures(5) })).toMatchObject({ state: "suspect", spareFor: ["g"] });
    expect(judge({ sightings: steady, reports: failures(5) })).toMatchObject({ state: "suspect", spareFor: [] });
  });

  it("beside a big one gets the spare alone", () => {
    const groups = [{ group: "big", readers: 40 }, ...small];
    const reports = [report(), report({ group: "big", network: "AS2" })];
    expect(judge({ groups, reports }).spareFor).toEqual(["g"]);
  });
});

describe("a burn that stands", () => {
  const quiet: Changes = { standing };
  const rows: readonly (readonly [string, Changes, string])[] = [
    ["time", quiet, "burned"],
    ["readers who come again", { ...quiet, sightings: steady, reports: [report({ outcome: "ok" })] }, "burned"],
    ["one reachable probe", { ...quiet, probes: [probe({ blocking: "none" })] }, "burned"],
    ["a reachable probe, confirmed", { ...quiet, probes: reachableTwice(NOW - HOUR) }, "healthy"],
    ["reachable probes from before the burn", { ...quiet, probes: reachableTwice(NOW - 14 * HOUR) }, "burned"],
    [
      "reachable on another network than the one that found the block",
      { ...quiet, probes: [probe({ at: NOW - 13 * HOUR }), ...reachableTwice(NOW - HOUR, "AS2")] },
      "burned",
    ],
    [
      "reachable on that network too",
      { ...quiet, probes: [probe({ at: NOW - 13 * HOUR }), ...reachableTwice(NOW - HOUR)] },
      "healthy",
    ],
    ["the operator", { ...quiet, words: [{ at: NOW - HOUR, says: "healthy" }] }, "healthy"],
    [
      "the operator's word from before the burn",
      { ...quiet, words: [{ at: NOW - 13 * HOUR, says: "healthy" }] },
      "burned",
    ],
  ];
  it.each(rows)("after %s", (_, changes, state) => {
    expect(judge(changes).state).toBe(state);
  });

  it("once lifted by probes is not brought back by the reports it came from", () => {
    const evidence = {
      standing: { ...standing, since: NOW - 2 * HOUR },
      sightings: dropped,
      reports: failures(6, { to: NOW - 2 * HOUR }),
    };
    expect(judge({ ...evidence, probes: reachableTwice(NOW - HOUR) }).state).toBe("suspect");
  });

  it("for a flag is not lifted by probes, which see no browser's warning, and names the newest flag it came from", () => {
    const flagged = { since: NOW - 12 * HOUR, cause: "flagged" } as const;
    const flags = [12, 1].map((hours) => signal("flagged", { at: NOW - hours * HOUR, detail: "MALWARE" }));
    const verdict = judge({ standing: flagged, signals: flags, probes: reachableTwice(NOW - HOUR) });
    expect([verdict.state, verdict.cause]).toEqual(["burned", "flagged"]);
    expect(verdict.because).toEqual([
      { kind: "standing", ...flagged },
      { kind: "signal", signal: "flagged", at: NOW - HOUR, detail: "MALWARE" },
    ]);
  });

  it("and was lifted by the operator is not brought back by a signal from before their word", () => {
    const words = [{ at: NOW - 10 * MINUTE, says: "healthy" }] as const;
    const flagAt = (minutes: number) => [signal("flagged", { at: NOW - minutes * MINUTE })];
    expect(judge({ words, signals: flagAt(10) }).state).toBe("healthy");
    expect(judge({ words, signals: flagAt(9) })).toMatchObject({ state: "burned", cause: "flagged" });
  });

  it("keeps its cause, whatever signal comes later", () => {
    expect(judge({ standing, signals: [signal("account-dead")] })).toMatchObject({ state: "burned", cause: "censor" });
  });
});

describe("whatever the evidence", () => {
  const network = fc.constantFrom("AS1", "AS2", "AS3", "AS4", "AS5", "AS6");
  const at = fc.integer({ min: NOW - 2 * DAY, max: NOW + HOUR });
  const anyEvidence: fc.Arbitrary<HostEvidence> = fc.record({
    hostname: fc.constant("h.example"),
    country: fc.constant("IR"),
    groups: fc.array(fc.record({ group: fc.constantFrom("g", "h"), readers: fc.nat(40) }), { maxLength: 2 }),
    sightings: fc.array(
      fc.record({
        tag: fc.nat(30).map((n) => `t${n}`),
        group: fc.constantFrom("g", "h"),
        network,
        level: fc.nat(2),
        at,
        served: fc.boolean(),
      }),
      { maxLength: 60 },
    ),
    reports: fc.array(
      fc.record({
        group: fc.constantFrom("g", "h"),
        network,
        level: fc.nat(2),
        at,
        outcome: fc.constantFrom(...OUTCOMES),
        control: fc.constantFrom("ok", "failed"),
      }),
      { maxLength: 30 },
    ),
    probes: fc.array(
      fc.record({
        at,
        hostname: fc.constant("h.example"),
        country: fc.constant("IR"),
        network,
        vantage: fc.constantFrom("operator", "kaveh", "roya"),
        control: fc.constantFrom("ok", "failed"),
        blocking: fc.constantFrom(...BLOCKINGS),
      }),
      { maxLength: 4 },
    ),
    signals: fc.array(fc.record({ at, kind: fc.constantFrom(...SIGNAL_KINDS), detail: fc.constant("") }), {
      maxLength: 1,
    }),
    words: fc.array(fc.record({ at, says: fc.constantFrom("burned", "healthy") }), { maxLength: 2 }),
  });

  it("nothing is burned by a censor without a drop and reports, or a probe and its re-run", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const { state, cause, numbers } = judgeHost(evidence, { now: NOW });
        if (state !== "burned" || cause !== "censor") return;
        const byReaders = numbers.cohort.isDropped && numbers.votes.isConvincing;
        expect(byReaders || numbers.probes.isConfirmed).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("readers' reports alone burn nothing", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const told = { ...evidence, sightings: [], probes: [], signals: [], words: [] };
        expect(judgeHost(told, { now: NOW }).state).not.toBe("burned");
      }),
    );
  });

  it("more honest evidence of a block never un-burns", () => {
    const more = fc.record({ network, level: fc.nat(2) });
    fc.assert(
      fc.property(anyEvidence, more, fc.boolean(), (evidence, { network: where, level }, burnedBefore) => {
        const host = burnedBefore ? { ...evidence, standing } : evidence;
        if (judgeHost(host, { now: NOW }).state !== "burned") return;
        const reports = [...host.reports, report({ network: where, level, at: NOW })];
        const sightings = [...host.sightings, sighting({ tag: "honest", network: where, at: NOW, served: false })];
        expect(judgeHost({ ...host, reports, sightings }, { now: NOW }).state).toBe("burned");
      }),
      { numRuns: 500 },
    );
  });

  it("nor a burn by readers, whatever else is known", () => {
    fc.assert(
      fc.property(anyEvidence, fc.array(network, { maxLength: 5 }), (evidence, where) => {
        const told = { groups: hostEvidence().groups, sightings: dropped, reports: failures(5) };
        const host = { ...evidence, ...told, probes: [], signals: [], words: [] };
        expect(judgeHost(host, { now: NOW }).state).toBe("burned");
        const reports = [...host.reports, ...where.map((network) => report({ network, at: NOW }))];
        const sightings = [...dropped, ...where.map((_, at) => sighting({ tag: `n${at}`, at: NOW, served: false }))];
        expect(judgeHost({ ...host, reports, sightings }, { now: NOW }).state).toBe("burned");
      }),
    );
  });

  it("the order it came in says nothing", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const backwards = {
          ...evidence,
          groups: evidence.groups,
          sightings: evidence.sightings.toReversed(),
          reports: evidence.reports.toReversed(),
          probes: evidence.probes.toReversed(),
          words: evidence.words.toReversed(),
        };
        expect(judgeHost(backwards, { now: NOW })).toEqual(judgeHost(evidence, { now: NOW }));
      }),
    );
  });

  it("every verdict has a reason", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        expect(judgeHost(evidence, { now: NOW }).because.length).toBeGreaterThan(0);
      }),
    );
  });
});

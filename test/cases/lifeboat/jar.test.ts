// The cookies that a lifeboat carries, where two things happen to one of them at once.

import { expect, test } from "vitest";
import { createJar } from "../../../workers/lifeboat/failover/jar.ts";

const SEALED = { first: "AAAA", second: "BBBB" } as const;

test("what another mirror sets while the jar is brought home is brought home as well, and never lost", async () => {
  for (const first of [SEALED.first, ""]) {
    const home: string[] = [];
    let meanwhile = () => {};
    const jar = createJar({
      exported: async () => undefined,
      changed: () => {},
      setAtHome: async (entries) => {
        home.push(...entries.map(({ sealed }) => sealed));
        meanwhile();
        return true;
      },
    });
    jar.take([{ id: "0123456789abcdef", sealed: SEALED.second }], "other");
    await jar.bringHome();
    jar.take([{ id: "0123456789abcdef", sealed: first }], "other");
    meanwhile = () => {
      meanwhile = () => {};
      jar.take([{ id: "0123456789abcdef", sealed: SEALED.second }], "other");
    };
    await jar.bringHome();
    expect(jar.entries().map(({ sealed }) => sealed)).toEqual([SEALED.second]);
    await jar.bringHome();
    expect(home).toEqual([SEALED.second, first, SEALED.second]);
  }
});

test("a cookie set while the browser's are asked for stays, whatever was known of it when they were", async () => {
  let answer = (_: readonly { readonly id: string; readonly sealed: string }[]) => {};
  const jar = createJar({
    exported: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
    changed: () => {},
    setAtHome: async () => true,
  });
  const [login, other] = ["0123456789abcdef", "fedcba9876543210"];
  jar.take([{ id: login, sealed: SEALED.first }], "own");
  jar.take("*", "own");
  jar.take(
    [
      { id: login, sealed: SEALED.second },
      { id: other, sealed: SEALED.second },
    ],
    "own",
  );
  answer([{ id: login, sealed: SEALED.first }]);
  await new Promise(setImmediate);
  expect(jar.entries()).toEqual([
    { id: login, sealed: SEALED.second },
    { id: other, sealed: SEALED.second },
  ]);
});

test("the browser's cookies are asked for once more where they may have changed while they were", async () => {
  const answers: ((entries: readonly []) => void)[] = [];
  const jar = createJar({
    exported: () => new Promise((resolve) => answers.push(resolve)),
    changed: () => {},
    setAtHome: async () => true,
  });
  for (let time = 0; time < 5; time++) jar.take("*", "own");
  expect(answers.length).toBe(1);
  answers[0]?.([]);
  await expect.poll(() => answers.length, { interval: 1 }).toBe(2);
  answers[1]?.([]);
  await new Promise(setImmediate);
  expect(answers.length).toBe(2);
});

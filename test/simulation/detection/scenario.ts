// The rows of `npm run simulate -- detection`: what is simulated, and every number that was assumed, in one place.

export interface Scenario {
  readonly isBlocked: boolean;
  /** `frame`: liars say that it fails. `hide`: that it loads. */
  readonly lie: "frame" | "hide";
  /** Share of the group's readers who lie in their reports. */
  readonly liars: number;
  /** A tenth of the tickets is an insider's, who fakes traffic as well: stays away from the mirror (frame), or visits it
   * over a line that the censor leaves open (hide). */
  readonly isTrafficFaked: boolean;
  readonly groupSize: number;
  /** Readers who keep this mirror at hand rather than the group's other one. */
  readonly home: Home;
  /** Whoever is suspect is probed from inside the country: twice, as far apart as a re-run has to be. */
  readonly isProbed: boolean;
}

/** A group's mirrors are shown in one order, so most open the first. `even`: as if they were shown at random. */
export const HOME_SHARES = { first: 0.8, even: 0.5, second: 0.2 } as const;
export type Home = keyof typeof HOME_SHARES;

export const GROUP_SIZES = [1, 5, 20, 200] as const;
export const LIAR_SHARES = [0, 0.1, 0.3, 0.5] as const;
export const INSIDER_SHARE = 0.1;

export const ASSUMED = {
  /** Visits of a reader a day, before readers differ (life.ts): 2.5 on average. More by day than by night. */
  visitsADay: 3,
  /** Visits that go to the other of the two. */
  strayShare: 0.1,
  /** Visits of a healthy mirror that fail by bad luck, and are reported. */
  noise: 0.01,
  /** A lifeboat goes back to a mirror that failed after so many hours. */
  avoidHours: 12,
  /** Readers with a ticket of a higher trust level; among liars the same. */
  trustedShare: 0.4,
  /** Shares of the networks, as uneven as a country's market is. */
  networks: [0.3, 0.22, 0.12, 0.1, 0.08, 0.06, 0.05, 0.03, 0.02, 0.02],
  /** Liars send their report within so many hours, insiders are on the mesh so often an hour. */
  liarHours: 6,
  insiderVisitsAnHour: 2,
  /** An autopilot that looks every minute, the provider's API and KV: then a spare that was given is made up again. */
  refillSeconds: 600,
} as const;

export function listScenarios(): readonly Scenario[] {
  const main = [false, true].flatMap((isBlocked) =>
    GROUP_SIZES.flatMap((groupSize) =>
      (["frame", "hide"] as const).flatMap((lie) =>
        [false, true].flatMap((isTrafficFaked) =>
          LIAR_SHARES.map((liars) => ({
            isBlocked,
            lie,
            liars,
            isTrafficFaked,
            groupSize,
            home: "first" as const,
            isProbed: false,
          })),
        ),
      ),
    ),
  );
  return [...main, ...otherHomes(main), ...probed(main)];
}

/** Of groups that traffic can judge, the rows that matter most, for mirrors that fewer of the group use. */
function otherHomes(main: readonly Scenario[]): readonly Scenario[] {
  const hard = main.filter(
    ({ isBlocked, lie, liars, groupSize }) =>
      groupSize >= 20 && liars === 0.3 && lie === (isBlocked ? "hide" : "frame"),
  );
  return (["even", "second"] as const).flatMap((home) => hard.map((scenario) => ({ ...scenario, home })));
}

function probed(main: readonly Scenario[]): readonly Scenario[] {
  const hard = main.filter(({ isBlocked, lie, liars }) => isBlocked && lie === "hide" && liars === 0.3);
  return hard.map((scenario) => ({ ...scenario, isProbed: true }));
}

/** Also the seed of its runs: a row's numbers do not change when other rows come or go. */
export function nameOf({ isBlocked, lie, liars, isTrafficFaked, groupSize, home, isProbed }: Scenario): string {
  const words = [isBlocked ? "blocked" : "healthy", groupSize, lie, liars, isTrafficFaked ? "faked" : "plain", home];
  return [...words, ...(isProbed ? ["probed"] : [])].join(" ");
}

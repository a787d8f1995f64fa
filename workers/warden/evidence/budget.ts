// How many results one volunteer may send a day. Each costs the warden rows, of which a free account has 100,000 a day, and a
// volunteer's machine may be taken, or its script run wild. Kept in memory: a warden that starts anew begins a new count.

/** A hundred mirrors every hour are more than anybody in the country should know. */
export const RESULTS_A_DAY = 2400;

const SECONDS_PER_DAY = 86_400;

/** False where this would be more than the day's; it is then not counted. */
export type Spend = (volunteer: string, results: number, now: number) => boolean;

export function createBudget(): Spend {
  const spent = new Map<string, number>();
  let today = 0;
  return (volunteer, results, now) => {
    const day = Math.floor(now / SECONDS_PER_DAY);
    if (day !== today) spent.clear();
    today = day;
    const sum = (spent.get(volunteer) ?? 0) + results;
    if (sum > RESULTS_A_DAY) return false;
    spent.set(volunteer, sum);
    return true;
  };
}

// Cron triggers: five fields, UTC, minute resolution. Cloudflare counts weekdays from 1 (Sunday) to 7 and takes names; `L`,
// `W` and `#` are refused here instead of being misread.

export interface Cron {
  /** Per field, the values that match. */
  readonly fields: readonly ReadonlySet<number>[];
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
}
interface Field {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const layout: readonly Field[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: months },
  { least: 1, most: 7, names: weekdays },
];

export function parseCron(text: string): Cron | undefined {
  const words = text.trim().toLowerCase().split(/\s+/);
  const fields = layout.map((field, index) => parseField(words[index] ?? "", field));
  if (words.length !== layout.length || !fields.every((field) => field !== undefined)) return undefined;
  return { fields, anyDay: words[2] === "*", anyWeekday: words[4] === "*" };
}

/** Day of month and weekday are alternatives when both are restricted, as everywhere in cron. */
export function matchesCron({ fields, anyDay, anyWeekday }: Cron, at: Date): boolean {
  const now = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay() + 1];
  const [minute, hour, day, month, weekday] = fields.map((field, index) => field.has(now[index] ?? -1));
  const dayFits = anyDay || anyWeekday ? day && weekday : day || weekday;
  return Boolean(minute && hour && month && dayFits);
}

function parseField(text: string, field: Field): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const item of text.split(",")) {
    const [range = "", stepText, ...rest] = item.split("/");
    const step = stepText === undefined ? 1 : number(stepText, { ...field, names: [], least: 1, most: 60 });
    const bounds = parseRange(range, field, stepText !== undefined);
    if (bounds === undefined || step === undefined || rest.length > 0) return undefined;
    for (let value = bounds.from; value <= bounds.to; value += step) values.add(value);
  }
  return values;
}

function parseRange(text: string, field: Field, open: boolean): { from: number; to: number } | undefined {
  if (text === "*") return { from: field.least, to: field.most };
  const [first = "", last, ...rest] = text.split("-");
  const from = number(first, field);
  const to = last === undefined ? (open ? field.most : from) : number(last, field);
  if (from === undefined || to === undefined || to < from || rest.length > 0) return undefined;
  return { from, to };
}

function number(text: string, { least, most, names }: Field): number | undefined {
  const named = names.indexOf(text);
  const value = named >= 0 ? named + 1 : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

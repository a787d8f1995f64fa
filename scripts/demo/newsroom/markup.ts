// HTML by template: every interpolated string is escaped, only markup made by `html` itself goes in as it is.

export interface Markup {
  readonly markup: string;
}

type Hole = Markup | string | number | undefined | false | readonly Hole[];

export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  return { markup: parts.map((part, at) => part + render(holes[at])).join("") };
}

/** For JSON inside `<script type="application/json">`: `</script` and `<!--` must not end it. */
export function json(value: unknown): Markup {
  return { markup: JSON.stringify(value).replaceAll("<", "\\u003c") };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function render(hole: Hole): string {
  if (hole === undefined || hole === false) return "";
  if (typeof hole === "string") return escapeHtml(hole);
  if (typeof hole === "number") return String(hole);
  return "markup" in hole ? hole.markup : hole.map(render).join("");
}

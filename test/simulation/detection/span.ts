// A span as the tables write it.
export function span(seconds: number | undefined): string {
  if (seconds === undefined) return "–";
  return seconds < 60
    ? "at once"
    : seconds < 3600
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;
}

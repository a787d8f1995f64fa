// The service of the bench: what its pages name, and where that lies on the mirror.

export const PRIMARY = "https://news.example";
export const SECONDARIES = [
  { alias: "cdn", origin: "https://cdn.news.example" },
  { alias: "img", origin: "https://images.example" },
] as const;

/** Every listed origin with what stands in its place on a mirror with this door. */
export function mapping(door: string): readonly (readonly [origin: string, prefix: string])[] {
  return [[PRIMARY, ""], ...SECONDARIES.map(({ alias, origin }) => [origin, `/${door}/${alias}`] as const)];
}

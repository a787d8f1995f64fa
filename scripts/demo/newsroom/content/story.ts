// The shape of a story. Everything in the newsroom is invented: places, people, prices.

export type Language = "fa" | "en";

export interface Story {
  /** The same in both languages. */
  readonly id: string;
  readonly slug: string;
  readonly section: string;
  readonly title: string;
  readonly lead: string;
  readonly author: string;
  readonly picture: string;
  readonly pictureText: string;
  readonly daysAgo: number;
  readonly paragraphs: readonly string[];
}

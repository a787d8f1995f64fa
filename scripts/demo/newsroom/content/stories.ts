// Finding stories, and the addresses they have on the primary origin.

import { en } from "./en.ts";
import { fa } from "./fa.ts";
import type { Language, Story } from "./story.ts";

export const stories: Readonly<Record<Language, readonly Story[]>> = { fa, en };

/** Persian is the default language and has no prefix. */
export function pathIn(language: Language, path: string): string {
  return language === "en" ? `/en${path}` : path;
}

export function storyPath(language: Language, story: Story): string {
  return pathIn(language, `/news/${encodeURIComponent(story.slug)}`);
}

export function findStory(language: Language, slug: string): Story | undefined {
  return stories[language].find((story) => story.slug === slug);
}

export function searchStories(language: Language, text: string): readonly Story[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const haystack = ({ title, lead, paragraphs }: Story) => [title, lead, ...paragraphs].join(" ").toLowerCase();
  return stories[language].filter((story) => haystack(story).includes(wanted));
}

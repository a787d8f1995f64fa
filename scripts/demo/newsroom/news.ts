// The pages people read: front page, story, search, feed.

import { pathIn, searchStories, stories, storyPath } from "./content/stories.ts";
import type { Story } from "./content/story.ts";
import { words } from "./content/words.ts";
import type { Comment } from "./ledger.ts";
import { html, type Markup } from "./markup.ts";
import { otherPathOf, picture, renderPage, storyDate, storyLink, type Visit } from "./page.ts";

export function frontPage(visit: Visit): string {
  const text = words[visit.language];
  const [first, ...rest] = stories[visit.language];
  const main = html`${first && leadStory(visit, first)}
<div class="stories">${rest.map((story) => card(visit, story))}</div>
<form class="search" action="${pathIn(visit.language, "/search")}"><input type="search" name="q" aria-label="${text.search}" placeholder="${text.search}" required> <button>${text.search}</button></form>`;
  return renderPage(visit, { title: text.name, path: "/", main });
}

export function storyPage(visit: Visit, story: Story, comments: readonly Comment[]): string {
  const text = words[visit.language];
  const related = `${visit.origins.cdn}/api/related/${visit.language}/${story.id}.json`;
  const main = html`<article>
<p class="section">${story.section}</p>
<h1>${story.title}</h1>
<p class="lead">${story.lead}</p>
<p class="byline">${text.by} ${story.author} · <time>${storyDate(visit.language, story)}</time></p>
<figure>${picture(visit, story, { eager: true })}<figcaption>${story.pictureText}</figcaption></figure>
<div class="text">${story.paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}</div>
<div class="rule" style="background-image: url('${visit.origins.cdn}/images/wave.svg')"></div>
</article>
<section class="related" data-source="${related}"><h2>${text.more}</h2><div id="related"><p class="note">${text.loading}</p></div></section>
${commentSection(visit, story, comments)}`;
  return renderPage(visit, {
    ...{ title: story.title, description: story.lead, picture: story.picture, main },
    path: `/news/${encodeURIComponent(story.slug)}`,
    otherPath: otherPathOf(visit.language, story),
    data: { related },
  });
}

export function searchPage(visit: Visit, wanted: string): string {
  const text = words[visit.language];
  const found = searchStories(visit.language, wanted);
  const main = html`<h1>${text.found} «${wanted}»</h1>
<div class="stories">${found.length === 0 ? html`<p>${text.nothing}</p>` : found.map((story) => card(visit, story))}</div>`;
  return renderPage(visit, { title: text.search, path: "/search", main });
}

export function notFoundPage(visit: Visit): string {
  const text = words[visit.language];
  const stamp = html`<img src="${visit.origins.cdn}/images/stamp.png" alt="" width="240" height="150">`;
  const main = html`<article>${stamp}<h1>404</h1><p>${text.notFound}</p></article>`;
  return renderPage(visit, { title: text.notFound, path: "/404", main });
}

/** RSS, with absolute addresses and a picture from the CDN per story. */
export function feed(visit: Visit): string {
  const text = words[visit.language];
  const items = stories[visit.language].map(
    (story) =>
      html`<item><title>${story.title}</title><link>${storyLink(visit, story)}</link><guid>${storyLink(visit, story)}</guid><description>${story.lead}</description><enclosure url="${visit.origins.cdn}/images/${story.picture}-600.jpg" type="image/jpeg" length="0"/></item>\n`,
  );
  const front = visit.origins.primary + pathIn(visit.language, "/");
  return html`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>${text.name}</title><link>${front}</link><description>${text.motto}</description>
${items}</channel></rss>
`.markup;
}

function leadStory(visit: Visit, story: Story): Markup {
  return html`<section class="first"><a href="${storyLink(visit, story)}">${picture(visit, story, { eager: true })}</a>
<div><p class="section">${story.section}</p><h2><a href="${storyLink(visit, story)}">${story.title}</a></h2><p class="lead">${story.lead}</p><p class="byline">${words[visit.language].by} ${story.author}</p></div></section>`;
}

function card(visit: Visit, story: Story): Markup {
  return html`<section class="card"><a href="${storyPath(visit.language, story)}">${picture(visit, story, { eager: false })}</a>
<p class="section">${story.section}</p><h3><a href="${storyLink(visit, story)}">${story.title}</a></h3><p>${story.lead}</p></section>`;
}

function commentSection(visit: Visit, story: Story, comments: readonly Comment[]): Markup {
  const text = words[visit.language];
  const listed = comments.map((comment) => html`<li><b>${comment.user}</b><p>${comment.text}</p></li>`);
  const form =
    visit.user === undefined
      ? html`<p><a href="${pathIn(visit.language, "/login")}?next=${encodeURIComponent(storyPath(visit.language, story))}">${text.loginToComment}</a></p>`
      : html`<form method="post" action="${visit.origins.primary}/comments"><input type="hidden" name="token" value="${visit.formToken}"><input type="hidden" name="story" value="${story.id}"><input type="hidden" name="language" value="${visit.language}"><label>${text.comment}<textarea name="text" rows="3" maxlength="1000" required></textarea></label><button>${text.send}</button></form>`;
  return html`<section class="comments" id="comments"><h2>${text.comments}</h2>
${comments.length === 0 ? html`<p class="note">${text.noComments}</p>` : html`<ul class="said">${listed}</ul>`}
${form}</section>`;
}

// The pages people use: login, video, chat, upload, and the list of addresses that lead elsewhere.

import { pathIn } from "./content/stories.ts";
import { words } from "./content/words.ts";
import { readers } from "./ledger.ts";
import { html } from "./markup.ts";
import { renderPage, type Visit } from "./page.ts";

const demoReaders = Object.entries(readers).map(
  ([user, password]) => html`<br><code dir="ltr">${user} / ${password}</code>`,
);

export function loginPage(
  visit: Visit,
  options: { readonly next: string; readonly problem?: "wrong" | "stale" },
): string {
  const text = words[visit.language];
  const problems = { wrong: text.wrongPassword, stale: text.staleForm };
  const main = html`<h1>${text.login}</h1>
${options.problem && html`<p class="problem" role="alert">${problems[options.problem]}</p>`}
<form class="panel" method="post" action="/login">
<input type="hidden" name="token" value="${visit.formToken}"><input type="hidden" name="next" value="${options.next}"><input type="hidden" name="language" value="${visit.language}">
<label>${text.user}<input name="user" autocomplete="username" dir="ltr" required></label>
<label>${text.password}<input name="password" type="password" autocomplete="current-password" dir="ltr" required></label>
<button>${text.login}</button>
</form>
<p class="note">${text.demoReaders} ${demoReaders}</p>`;
  return renderPage(visit, { title: text.login, path: "/login", main });
}

export function videoPage(visit: Visit): string {
  const text = words[visit.language];
  const { cdn } = visit.origins;
  const track = (language: "fa" | "en", label: string) =>
    html`<track kind="captions" srclang="${language}" label="${label}" src="${cdn}/media/river.${language}.vtt"${language === visit.language && html` default`}>`;
  const main = html`<h1>${text.videoTitle}</h1><p class="lead">${text.videoText}</p>
<video controls playsinline preload="metadata" crossorigin="anonymous" width="640" height="360" poster="${cdn}/images/river-1200.jpg"><source src="${cdn}/media/river.webm" type="video/webm">${track("fa", "فارسی")}${track("en", "English")}</video>`;
  return renderPage(visit, { title: text.videoTitle, path: "/video", main });
}

export function chatPage(visit: Visit): string {
  const text = words[visit.language];
  const main = html`<h1>${text.chatTitle}</h1><p class="lead">${text.chatText}</p>
<ol id="chat-lines" class="chat" aria-live="polite"></ol>
<form id="chat-form" class="search"><input name="text" autocomplete="off" maxlength="500" aria-label="${text.chatTitle}" placeholder="${text.chatPlaceholder}" required> <button disabled>${text.send}</button></form>`;
  return renderPage(visit, { title: text.chatTitle, path: "/chat", main });
}

export interface Uploaded {
  readonly name: string;
  readonly caption: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export function uploadPage(visit: Visit, result?: Uploaded | "none" | "too-big"): string {
  const text = words[visit.language];
  const main = html`<h1>${text.uploadTitle}</h1><p class="lead">${text.uploadText}</p>
${result === "none" && html`<p class="problem" role="alert">${text.uploadNone}</p>`}${result === "too-big" && html`<p class="problem" role="alert">${text.uploadTooBig}</p>`}${typeof result === "object" && uploadedNote(visit, result)}
<form class="panel" method="post" action="${pathIn(visit.language, "/upload")}" enctype="multipart/form-data">
<label>${text.caption}<input name="caption" maxlength="200"></label>
<label>${text.file}<input name="file" type="file" accept="video/*" required></label>
<button>${text.send}</button>
</form>`;
  return renderPage(visit, { title: text.uploadTitle, path: "/upload", main });
}

function uploadedNote({ language, origins }: Visit, uploaded: Uploaded) {
  const text = words[language];
  const size = uploaded.sizeBytes.toLocaleString(language === "fa" ? "fa-IR" : "en-GB");
  return html`<div class="panel done" role="status"><p><b>${text.uploadDone}</b> <bdi>${uploaded.name}</bdi> ${uploaded.caption}</p>
<dl><dt>${text.size}</dt><dd data-bytes="${uploaded.sizeBytes}">${size} ${text.bytes}</dd><dt>${text.fingerprint}</dt><dd><code dir="ltr">${uploaded.sha256}</code></dd></dl>
<video controls preload="metadata" width="640" height="360" src="${origins.primary}/uploads/${uploaded.sha256}"></video></div>`;
}

/** `fa` and `en` redirect pages list the same addresses; primary.ts answers them. */
const redirectNames = [
  "relative",
  "absolute",
  "protocol-relative",
  "permanent",
  "to-cdn",
  "chain?left=3",
  "refresh",
] as const;

export function redirectsPage(visit: Visit): string {
  const text = words[visit.language];
  const links = redirectNames.map(
    (name) => html`<li><a href="/redirects/${name}"><code dir="ltr">/redirects/${name}</code></a></li>`,
  );
  const main = html`<h1>${text.redirectsTitle}</h1><ul>${links}</ul>
<form method="post" action="/redirects/keep-method"><input type="hidden" name="kept" value="yes"><button>POST 307</button></form>`;
  return renderPage(visit, { title: text.redirectsTitle, path: "/redirects", main });
}

// The page's script, a module from the CDN: what a page shows beyond its HTML is built here.

import { fillRelated } from "./related.js";
import { runTicker } from "./ticker.js";

const data = JSON.parse(document.getElementById("page-data").textContent);

fillRelated(document.querySelector(".related"), data);
runTicker(document.querySelector(".ticker"), data);
setUpTheme(document.getElementById("theme"));
if (document.getElementById("chat-form")) import("./chat.js").then(({ runChat }) => runChat());

/** The second, script-readable kind of cookie: a preference. */
function setUpTheme(button) {
  const saved = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
  if (saved) document.documentElement.dataset.theme = saved;
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown =
      document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const next = shown === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    Object.assign(document, { cookie: `theme=${next}; path=/; max-age=31536000; samesite=lax` });
  });
}

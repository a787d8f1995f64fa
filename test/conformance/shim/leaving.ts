// Ways a script leaves the page, and where the reader arrives: on the mirror for what is listed, on the page that warns for
// what is not.

import type { Origins } from "./row.ts";

export interface Way {
  readonly name: string;
  /** Runs in the page; an element with `data-press` is clicked afterwards. */
  readonly run: (origins: Origins) => void;
  readonly to: string;
  /** In a window of its own. */
  readonly opens?: boolean;
}

const WARNED = "MIRROR/DOOR/leave?to=STRANGER/away";

export const LEAVING: readonly Way[] = [
  {
    name: "location = the primary's address",
    run: ({ news }) => {
      location.href = `${news}/there`;
    },
    to: "MIRROR/there",
  },
  { name: "location.assign to a stranger", run: ({ stranger }) => location.assign(`${stranger}/away`), to: WARNED },
  { name: "location.replace to a stranger", run: ({ stranger }) => location.replace(`${stranger}/away`), to: WARNED },
  {
    name: "document.location to the framed origin",
    run: ({ embed }) => {
      document.location = `${embed}/shown`;
    },
    to: "SIBLING/shown",
  },
  {
    name: "a click on a link written as markup",
    run: ({ news }) => document.body.insertAdjacentHTML("beforeend", `<a data-press href="${news}/there">go</a>`),
    to: "MIRROR/there",
  },
  {
    name: "a click on a link to a stranger",
    run: ({ stranger }) =>
      document.body.insertAdjacentHTML("beforeend", `<a data-press href="${stranger}/away">go</a>`),
    to: WARNED,
  },
  {
    name: "a click on a link to a stranger in a new window",
    run: ({ stranger }) =>
      document.body.insertAdjacentHTML("beforeend", `<a data-press target="_blank" href="${stranger}/away">go</a>`),
    to: WARNED,
    opens: true,
  },
  {
    name: "the click of a link that is nowhere in the page",
    run: ({ stranger }) => {
      const link = document.createElement("a");
      link.href = `${stranger}/away`;
      link.target = "_blank";
      link.click();
    },
    to: WARNED,
    opens: true,
  },
  {
    name: "a link adopted from a frame, whose Element is another",
    run: ({ stranger }) => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      const link = frame.contentDocument?.createElement("a");
      if (!link) return;
      Object.assign(link, { href: `${stranger}/away`, target: "_blank", textContent: "go" });
      link.dataset.press = "";
      document.body.append(document.adoptNode(link));
    },
    to: WARNED,
    opens: true,
  },
  {
    name: "a link inside a closed shadow tree",
    run: ({ stranger }) => {
      const host = document.createElement("div");
      host.dataset.press = "";
      document.body.append(host);
      host.attachShadow({
        mode: "closed",
      }).innerHTML = `<a style="display: block" target="_blank" href="${stranger}/away">go</a>`;
    },
    to: WARNED,
    opens: true,
  },
  {
    name: "a form sent by a press, to the primary's address",
    run: ({ news }) =>
      document.body.insertAdjacentHTML(
        "beforeend",
        `<form action="${news}/sent"><input name="q" value="1"><button data-press>go</button></form>`,
      ),
    to: "MIRROR/sent?q=1",
  },
  {
    name: "a form sent by script, with the address set after it was made",
    run: ({ news }) => {
      const form = document.createElement("form");
      form.action = `${news}/sent`;
      document.body.append(form);
      form.submit();
    },
    to: "MIRROR/sent?",
  },
  {
    name: "window.open of the primary's address",
    run: ({ news }) => void window.open(`${news}/opened`),
    to: "MIRROR/opened",
    opens: true,
  },
  {
    name: "window.open of a stranger",
    run: ({ stranger }) => void window.open(`${stranger}/away`),
    to: WARNED,
    opens: true,
  },
  {
    name: "a blank window sent away by its location",
    run: ({ stranger }) => {
      const popup = window.open("about:blank");
      if (popup) popup.location = `${stranger}/away`;
    },
    to: WARNED,
    opens: true,
  },
  {
    name: "a blank window sent on by location.replace",
    run: ({ news }) => window.open()?.location.replace(`${news}/replaced`),
    to: "MIRROR/replaced",
    opens: true,
  },
  {
    name: "a blank window that is written into and pressed",
    run: ({ stranger }) => {
      const popup = window.open("about:blank");
      popup?.document.write(`<a id="go" href="${stranger}/away">go</a>`);
      popup?.document.getElementById("go")?.click();
    },
    to: WARNED,
    opens: true,
  },
  {
    name: "a refresh put into the page",
    run: ({ stranger }) => {
      const meta = document.createElement("meta");
      meta.httpEquiv = "refresh";
      meta.content = `0; url=${stranger}/away`;
      document.head.append(meta);
    },
    to: WARNED,
  },
  {
    name: "a blank frame that sends the page away",
    run: ({ stranger }) => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      (frame.contentWindow as Window & typeof globalThis).eval(`top.location.href = "${stranger}/away"`);
    },
    to: WARNED,
  },
];

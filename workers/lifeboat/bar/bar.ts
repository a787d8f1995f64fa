// The bar on every page of a mirror: whose mirror this is and who can see what is typed, said again when a password is asked
// for, and a button that clears the mirror from this browser. It stands in a closed shadow root, asks no host for anything,
// and lives under whatever policy the page has. A page's own scripts share its window: it is a notice, not a secret.

import { STYLE } from "./style.ts";
import { languageFor, WORDS } from "./words.ts";

const script = document.currentScript as HTMLScriptElement | null;
// Its tag stays until the shim takes it: by that it knows its own (shim/settings.ts), and this may run before.
const { of: host = "", warns } = script?.dataset ?? {};
if (host && self === top) {
  if (document.readyState === "complete") show();
  else addEventListener("load", show, { once: true });
}

function show(): void {
  const kept = createKept();
  const element = document.createElement("mirror-bar");
  const root = element.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, ...inside: Node[]) => {
    const made = document.createElement(name);
    made.append(...inside);
    return made;
  };
  const [more, hide, desk, clear] = [make("button"), make("button"), make("button"), make("button")];
  const [seen, remains, password] = [make("p"), make("p"), make("p")];
  const languages = make("select");
  for (const [code, { name }] of Object.entries(WORDS)) languages.add(new Option(name, code));
  const about = make("div", seen, desk, languages, clear, remains);
  const section = make("section", make("div", more, hide), password, about);
  clear.className = "go";
  password.setAttribute("role", "alert");
  languages.setAttribute("aria-label", "Language / زبان");

  const speak = (language: string) => {
    const words = WORDS[language];
    if (!words) return;
    const say = (node: Element, text: string) => {
      node.textContent = text.replace("#", `\u2068${host}\u2069`);
    };
    section.lang = languages.value = language;
    section.dir = /^(?:fa|ar)$/.test(language) ? "rtl" : "ltr";
    section.ariaLabel = words.more;
    for (const [node, text] of [
      ...([
        [more, words.mirror],
        [hide, words.hide],
        [desk, words.desk],
        [clear, words.clear],
      ] as const),
      ...([
        [seen, words.seen],
        [remains, words.remains],
      ] as const),
    ])
      say(node, text);
    more.title = words.more;
    if (!password.hidden) say(password, words.password);
  };
  const open = (isOpen: boolean) => {
    about.hidden = !isOpen;
    more.ariaExpanded = `${isOpen}`;
  };
  const language = () => languageFor([kept.read("language"), ...navigator.languages]);

  more.onclick = () => open(about.hidden !== false);
  hide.onclick = () => {
    kept.write("hidden", "1");
    element.hidden = true;
  };
  languages.onchange = () => {
    kept.write("language", languages.value);
    speak(languages.value);
  };
  const addressOf = (name: string) => String(new URL(name, script?.src));
  // A page's script may find our element, and press nothing in it.
  clear.onclick = ({ isTrusted }) => isTrusted && location.replace(`${addressOf("panic")}#${languages.value}`);
  // What must not be read or pressed by the page's scripts stands on a page of ours.
  desk.onclick = () => location.assign(`${addressOf("about")}?${languages.value}`);
  const warn = (focused: EventTarget | null | undefined) => {
    if (warns === undefined || !password.hidden || !(focused instanceof HTMLInputElement)) return;
    if (focused.type !== "password") return;
    // A hidden bar comes back for this.
    element.hidden = password.hidden = false;
    speak(languages.value);
  };
  password.hidden = true;
  open(false);
  speak(language());
  const called = () => location.hash === "#mirror-bar";
  element.hidden = kept.read("hidden") !== "" && !called();
  addEventListener("hashchange", () => {
    if (!called()) return;
    kept.write("hidden", "");
    element.hidden = false;
  });
  root.append(section);
  document.documentElement.append(element);
  document.addEventListener("focusin", (event) => warn(event.composedPath()[0]), true);
  warn(document.activeElement);
}

/** What the reader chose, on this mirror only. A browser that keeps nothing shows the bar each time. */
function createKept() {
  const nameOf = (what: string) => `mirror-bar-${what}`;
  return {
    read(what: string): string {
      try {
        return localStorage.getItem(nameOf(what)) ?? "";
      } catch {
        return "";
      }
    },
    write(what: string, value: string): void {
      try {
        localStorage.setItem(nameOf(what), value);
      } catch {}
    },
  };
}

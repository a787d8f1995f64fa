// The look of a bundled cover: palette, type, width and header drawn per zone, one stylesheet, no script, nothing from
// elsewhere. The pages are what one person with a text editor would make.

import type { Draw } from "./draw.ts";
import type { Manuscript } from "./manuscript.ts";

export interface Look {
  readonly paper: string;
  readonly ink: string;
  readonly accent: string;
  readonly soft: string;
  readonly headings: string;
  readonly text: string;
  readonly widthRem: number;
  readonly header: "left" | "centred" | "banner";
  readonly corner: number;
}

const palettes = [
  ["#fdfaf4", "#33281e", "#a4511f", "#f2e6d3"],
  ["#f7faf5", "#22301f", "#3f7a3a", "#e3eedd"],
  ["#f8f9fb", "#1f2a36", "#2b628f", "#e2eaf2"],
  ["#fbf8f8", "#33222a", "#8f3352", "#f1e1e6"],
  ["#faf9f3", "#2e2c1d", "#7b6a14", "#eeead3"],
  ["#f5f9f8", "#1c302d", "#1c766a", "#dcedea"],
] as const;

const serif = `"Iowan Old Style", Palatino, "Book Antiqua", Georgia, serif`;
const sans = `Seravek, "Gill Sans", Ubuntu, Calibri, "DejaVu Sans", sans-serif`;
const plain = `system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif`;

export function drawLook(draw: Draw): Look {
  const [paper, ink, accent, soft] = draw.pick(palettes);
  const [headings, text] = draw.pick([
    [serif, plain],
    [serif, serif],
    [sans, plain],
    [plain, serif],
  ] as const);
  return {
    ...{ paper, ink, accent, soft, headings, text },
    widthRem: draw.between(36, 44),
    header: draw.pick(["left", "centred", "banner"]),
    corner: draw.pick([0, 4, 12]),
  };
}

export function renderPage(page: {
  readonly path: string;
  readonly name: string;
  readonly body: string;
  readonly manuscript: Manuscript;
  readonly contact: string;
  readonly look: Look;
}): string {
  const { manuscript } = page;
  const title = page.path === "/" ? manuscript.title : `${page.name} · ${manuscript.title}`;
  const links = manuscript.pages.map(
    ({ path, name }) => `<a href="${path}"${path === page.path ? ' aria-current="page"' : ""}>${name}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${manuscript.tagline}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header class="${page.look.header}">
<a class="name" href="/">${manuscript.title}</a>
<p>${manuscript.tagline}</p>
<nav>${links.join("\n")}</nav>
</header>
<main>
${page.body}
</main>
<footer>${manuscript.title} · <a href="mailto:${page.contact}">${page.contact}</a></footer>
</body>
</html>
`;
}

export function renderStyle(look: Look): string {
  const banner =
    look.header === "banner" ? `header{background:${look.accent};color:${look.paper}}header a{color:inherit}` : "";
  const centred = look.header === "centred" ? "header{text-align:center}nav{justify-content:center}" : "";
  return `*{box-sizing:border-box}
body{margin:0;background:${look.paper};color:${look.ink};font:1.0625rem/1.65 ${look.text};overflow-wrap:break-word}
header,main,footer{padding:1.25rem max(1.25rem,calc(50vw - ${look.widthRem / 2}rem))}
header{padding-top:2rem;border-bottom:1px solid ${look.soft}}
header p{margin:.25rem 0 1rem;opacity:.8}
.name{font:700 1.9rem/1.15 ${look.headings};text-decoration:none;color:inherit}
nav{display:flex;flex-wrap:wrap;gap:.35rem 1.25rem}
a{color:${look.accent}}
nav a[aria-current]{font-weight:700;text-decoration-thickness:2px}
h1,h2,h3{font-family:${look.headings};line-height:1.2;text-wrap:balance}
h1{font-size:1.7rem;margin:.75rem 0}
h2{font-size:1.3rem;margin:2rem 0 .5rem}
h3{margin:0 0 .25rem}
time,.note{opacity:.75;font-size:.95rem}
.box{background:${look.soft};border-radius:${look.corner}px;padding:1rem 1.25rem;margin:1.25rem 0}
.box>:first-child{margin-top:0}.box>:last-child{margin-bottom:0}
table{border-collapse:collapse;width:100%}
td,th{padding:.5rem .75rem .5rem 0;border-bottom:1px solid ${look.soft};text-align:start;vertical-align:top}
td:last-child{white-space:nowrap}
footer{border-top:1px solid ${look.soft};font-size:.95rem}
${banner}${centred}
@media (prefers-color-scheme:dark){body{background:#181816;color:#e4e1d8}.box{background:#262622}a{color:color-mix(in srgb,${look.accent},#fff 55%)}header,footer,td,th{border-color:#33332e}${look.header === "banner" ? "header a{color:inherit}" : ""}}
`;
}

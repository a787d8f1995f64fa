// The cover of tests and of what wrangler runs or deploys. What `hezar` deploys carries its zone's own site in place of
// this module.

import type { CoverSite } from "../../shared/domain/cover.ts";

const page = (title: string, text: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`;

export const site: CoverSite = {
  files: {
    "/": { type: "text/html; charset=utf-8", body: page("A quiet place", "Nothing has been published here yet.") },
    "/robots.txt": { type: "text/plain; charset=utf-8", body: "User-agent: *\nAllow: /\n" },
  },
  notFound: { type: "text/html; charset=utf-8", body: page("Not found", "There is no page at this address.") },
};

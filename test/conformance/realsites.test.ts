// Sites nobody here wrote, read through a mirror in a browser that reaches nothing else. Where a Debian package is missing
// the test says so.

import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import {
  missingForDokuwiki,
  missingForHandbook,
  startDokuwiki,
  startHandbook,
  WIKI_USER,
} from "../support/realsites.ts";
import { shoot } from "../support/screenshot.ts";
import { visitSite } from "../support/visitsite.ts";

visitSite("the Debian handbook through a mirror", { lacking: missingForHandbook(), start: startHandbook }, (visit) => {
  let page: Page;
  beforeAll(async () => {
    page = await visit().open("/");
  });

  it("shows the Persian edition, right to left, with its style", async () => {
    await page.goto(new URL("/fa-IR/", page.url()).href);
    expect(await page.title()).toContain("دبیان");
    expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe("rtl");
    expect(await page.evaluate(() => [...document.styleSheets].every((sheet) => sheet.cssRules.length > 0))).toBe(true);
    await shoot(page, "handbook-fa");
  });

  it("follows its links and shows its pictures", async () => {
    await page.goto(new URL("/en-US/preface.html", page.url()).href);
    await Promise.all([page.waitForURL("**/foreword.html"), page.locator("li.next a").first().click()]);
    expect(await page.title()).toMatch(/foreword/i);
    await page.goto(new URL("/en-US/installation.html", page.url()).href);
    await page.goto(new URL("/en-US/sect.installation-steps.html", page.url()).href, { waitUntil: "load" });
    const pictures = await page.evaluate(() =>
      [...document.images].map((image) => image.complete && image.naturalWidth > 0),
    );
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.every(Boolean)).toBe(true);
    await shoot(page, "handbook-en");
  });
});

visitSite("DokuWiki through a mirror", { lacking: missingForDokuwiki(), start: startDokuwiki }, (visit) => {
  let page: Page;
  let space: string;
  beforeAll(async () => {
    page = await visit().open("/");
    // A visit's own pages: what the other wrote stands still.
    space = `bread${visit().mode}`;
  });

  it("takes a login, an edit and an upload, and keeps all three", async () => {
    const at = (path: string) => new URL(path, page.url()).href;
    await page.goto(at("/doku.php?id=start&do=login"));
    await page.fill("#dw__login input[name=u]", WIKI_USER.name);
    await page.fill("#dw__login input[name=p]", WIKI_USER.password);
    await Promise.all([page.waitForNavigation(), page.click("#dw__login button[type=submit]")]);
    expect(await page.textContent("#dokuwiki__usertools")).toContain("Sara");

    await page.goto(at(`/doku.php?id=${space}:prices&do=edit`));
    await page.fill("#wiki__text", `====== نان ======\nA loaf is **cheap** today. {{:${space}:loaf.png}}`);
    await Promise.all([page.waitForNavigation(), page.click("#edbtn__save")]);
    expect(await page.textContent("#dokuwiki__content")).toContain("نان");

    await page.goto(at(`/doku.php?id=${space}:prices&do=media&ns=${space}&tab_files=upload`));
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/p9pXWQAAAABJRU5ErkJggg==",
      "base64",
    );
    await page.setInputFiles("#dw__upload input[type=file], .qq-uploader input[type=file]", {
      name: "loaf.png",
      mimeType: "image/png",
      buffer: png,
    });
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST" && response.url().includes("ajax.php")),
      page.click("#mediamanager__upload_button"),
    ]);
    await page.goto(at(`/doku.php?id=${space}:prices`));
    const loaf = page.locator("#dokuwiki__content img.media");
    await expect.poll(() => loaf.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    expect(await page.textContent("#dokuwiki__usertools")).toContain("Sara");
    await shoot(page, "dokuwiki");
  });

  it("finds a page while it is typed, shows what changed, and moves through its own dialogs", async () => {
    const at = (path: string) => new URL(path, page.url()).href;
    await page.goto(at(`/doku.php?id=${space}:prices&do=edit`));
    await page.fill("#wiki__text", `====== نان ======\nA loaf is **dear** today. {{:${space}:loaf.png}}`);
    await page.click("#edbtn__preview");
    await page.locator("#wiki__text").waitFor();
    await Promise.all([page.waitForNavigation(), page.click("#edbtn__save")]);
    await page.goto(at(`/doku.php?id=${space}:prices&do=revisions`));
    await Promise.all([page.waitForNavigation(), page.locator("a.diff_link").first().click()]);
    expect(await page.textContent("table.diff")).toContain("dear");

    await page.locator("#qsearch__in").pressSequentially("prices");
    await page.locator("#qsearch__out a", { hasText: "prices" }).first().waitFor();

    await page.goto(at(`/doku.php?id=${space}:prices&do=edit`));
    const [popup] = await Promise.all([
      page.waitForEvent("popup"),
      page.click("button.toolbutton.mediapopup, #tool__bar button[title^='Add Images']"),
    ]);
    await popup.locator("#media__content").waitFor();
    expect(new URL(popup.url()).origin).toBe(new URL(page.url()).origin);
    await popup.close();
  });

  it("logs out", async () => {
    await page.goto(new URL("/doku.php?id=start", page.url()).href);
    await Promise.all([
      page.waitForNavigation(),
      page.click("#dokuwiki__usertools a.logout, #dokuwiki__usertools .logout a"),
    ]);
    expect(await page.textContent("#dokuwiki__usertools")).not.toContain("Sara");
  });
});

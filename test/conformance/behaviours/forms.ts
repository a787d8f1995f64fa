// Forms of every encoding, submitted into a frame of the page; what the service got is compared.

import { row, rows, type Topic } from "./row.ts";

const ENCTYPES = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
const SENT = ENCTYPES.flatMap((enctype) => ["get", "post"].map((method) => ({ enctype, method })));
const TARGET = '<iframe name="t"></iframe>';

export const FORMS: Topic = {
  name: "forms",
  rows: [
    ...rows(SENT, ({ enctype, method }) => ({
      title: `${method} as ${enctype}`,
      run: async (lab, { enctype, method }) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "sent" });
        const form = lab.element<HTMLFormElement>("form", { action: hit.path, method, enctype, target: "sent" });
        form.innerHTML = `<input name="a b" value="پل &amp; +100%"><textarea name="text">one\ntwo</textarea>
          <select name="s" multiple><option selected>x<option selected value="y/z">y</select><input type="checkbox" name="c" checked>
          <input type="checkbox" name="un"><input name="off" disabled value="1"><input type="hidden" name="_charset_">`;
        form.requestSubmit();
        const [echo] = await hit.seen();
        return {
          method: echo?.method,
          query: echo?.url,
          type: echo?.headers["content-type"]?.replace(/boundary=.*/, "boundary"),
          fields: echo?.body.fields,
          text: enctype === "multipart/form-data" ? "" : echo?.body.text,
        };
      },
    })),
    ...rows(["post", "get"], (method) => ({
      title: `${method} to the embed's absolute address arrives there`,
      run: async (lab, method) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "away" });
        const form = lab.element<HTMLFormElement>("form", {
          action: `${lab.embed}${hit.path}`,
          method,
          target: "away",
        });
        form.innerHTML = "<input name=a value=1>";
        form.submit();
        const [echo] = await hit.seen();
        return {
          method: echo?.method,
          fields: echo?.body.fields,
          ...lab.pick(echo, "host", "origin", "referer", "sec-fetch-site"),
        };
      },
    })),
    row({
      title: "a form written in markup with the service's absolute address",
      markup: `<form action="{primary}/echo?old=1" method="get"><input name="q" value="1"></form>`,
      run: async (lab, _given, view) => {
        const form = view.document.forms[0];
        form?.submit();
        await lab.until(() => view.location.pathname === "/echo" && view.document.readyState === "complete");
        return [view.location.href, JSON.parse(view.document.body.textContent ?? "null").url];
      },
    }),
    row({
      title: "files, several, empty and with names beyond ASCII",
      run: async (lab) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "files" });
        const form = lab.element<HTMLFormElement>("form", {
          action: hit.path,
          method: "post",
          enctype: "multipart/form-data",
          target: "files",
        });
        form.innerHTML = '<input type="file" name="many" multiple><input type="file" name="none">';
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(200_000).map((_, at) => at)], "پل.bin"));
        transfer.items.add(new File(["<p>"], 'q"uote\n.html', { type: "text/html" }));
        const input = form.elements.namedItem("many") as HTMLInputElement;
        input.files = transfer.files;
        form.submit();
        return (await hit.seen())[0]?.body.fields;
      },
    }),
    row({
      title: "the button that was pressed decides name, action, method and encoding",
      run: async (lab) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "button" });
        const form = lab.element<HTMLFormElement>("form", { action: "/never", target: "button" });
        form.innerHTML = `<input name=a value=1><button name="b" value="2" formaction="${lab.primary}${hit.path}" formmethod="post" formenctype="text/plain">x</button>`;
        form.querySelector("button")?.click();
        const [echo] = await hit.seen();
        return [echo?.method, echo?.body.text, echo?.headers["content-type"]];
      },
    }),
    row({
      title: "formAction set and read by a script",
      run: async (lab) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "formaction" });
        const form = lab.element<HTMLFormElement>("form", { action: "/never", method: "post", target: "formaction" });
        const button = document.createElement("button");
        button.formAction = lab.primary + hit.path;
        form.append(button);
        button.click();
        return [button.formAction, (await hit.seen()).length, form.action];
      },
    }),
    row({
      title: "an image button sends where it was pressed",
      run: async (lab) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "image" });
        const form = lab.element<HTMLFormElement>("form", { action: hit.path, method: "post", target: "image" });
        form.innerHTML = '<input type="image" name="i" src="/file/stamp.png" alt="i">';
        form.querySelector("input")?.click();
        return (await hit.seen())[0]?.body.fields;
      },
    }),
    row({
      title: "fields elsewhere in the page belong by form=",
      run: async (lab) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "apart" });
        lab.element("input", { name: "far", value: "1" }).setAttribute("form", "apart-form");
        const form = lab.element<HTMLFormElement>("form", {
          id: "apart-form",
          action: hit.path,
          method: "post",
          target: "apart",
        });
        form.submit();
        return (await hit.seen())[0]?.body.fields;
      },
    }),
    row({
      title: "a form without action goes to its own page",
      markup: `<form method="get"><input name="again" value="ی"></form>`,
      run: async (lab, _given, view) => {
        view.document.forms[0]?.submit();
        await lab.until(() => view.location.search !== "");
        return view.location.search;
      },
    }),
    ...rows(["windows-1256", "Shift_JIS", "GBK", "UTF-8"], (charset) => ({
      title: `accept-charset ${charset}`,
      run: async (lab, charset) => {
        const hit = lab.hit("html");
        await lab.frame({ name: `in${charset}` });
        const form = lab.element<HTMLFormElement>("form", {
          action: hit.path,
          method: "post",
          target: `in${charset}`,
          acceptCharset: charset,
        });
        form.innerHTML = '<input name="x" value="سلام 漢字 ✓"><input type="hidden" name="_charset_">';
        form.submit();
        return (await hit.seen())[0]?.body.text;
      },
    })),
    row({
      title: "a post says where it comes from",
      run: async (lab) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "whence" });
        lab.element<HTMLFormElement>("form", { action: hit.path, method: "post", target: "whence" }).submit();
        return lab.pick(
          (await hit.seen())[0],
          "origin",
          "referer",
          "sec-fetch-site",
          "sec-fetch-mode",
          "sec-fetch-dest",
          "upgrade-insecure-requests",
          "host",
        );
      },
    }),
    row({
      title: "submit and formdata events can change and stop a submission",
      run: async (lab) => {
        const hit = lab.hit("html");
        await lab.frame({ name: "events" });
        const form = lab.element<HTMLFormElement>("form", { action: hit.path, method: "post", target: "events" });
        const seen: string[] = [];
        let stop = true;
        form.addEventListener("submit", (event) => {
          seen.push("submit");
          if (stop) event.preventDefault();
        });
        form.addEventListener("formdata", (event) => event.formData.append("added", "by script"));
        form.requestSubmit();
        stop = false;
        form.requestSubmit();
        return [seen, (await hit.seen()).map(({ body }) => body.fields)];
      },
    }),
    row({
      title: "FormData of a form, and dirname",
      run: (lab) => {
        const form = lab.element<HTMLFormElement>("form", {});
        form.innerHTML =
          '<input name="t" value="سلام" dir="rtl" dirname="t.dir"><input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>';
        return [...new FormData(form)];
      },
    }),
    row({
      title: "method=dialog closes its dialog",
      run: (lab) => {
        const dialog = lab.element<HTMLDialogElement>("dialog", {});
        dialog.innerHTML = '<form method="dialog"><button value="yes">y</button></form>';
        dialog.showModal();
        dialog.querySelector("button")?.click();
        return [dialog.open, dialog.returnValue];
      },
    }),
    row({
      title: "a file picked by the reader is uploaded",
      markup: `<form action="/echo" method="post" enctype="multipart/form-data"><input type="file" name="f"><button>go</button></form>`,
      drive: async ({ page, at, path }) => {
        await page.goto(at + path);
        await page.setInputFiles("input", {
          name: "رود.txt",
          mimeType: "text/plain",
          buffer: Buffer.from("river\r\n"),
        });
        await Promise.all([page.waitForURL(/\/echo/), page.click("button")]);
        return JSON.parse((await page.textContent("body")) ?? "null").body.fields;
      },
    }),
    row({
      title: "a login by form, kept by its cookie, and a logout",
      markup: `<form action="{primary}/account/login" method="post"><input name="user" value="علی"><input name="password" value="nightingale"><button>in</button></form>`,
      drive: async ({ page, at, path }) => {
        await page.goto(at + path);
        await Promise.all([page.waitForURL(/\/account\/me/), page.click("button")]);
        const inside = await page.textContent("#who");
        await page.goto(`${at}/account/me`);
        const still = await page.textContent("#who");
        await page.goto(`${at}/account/logout`);
        return [inside, still, await page.textContent("#who"), page.url()];
      },
    }),
    row({
      title: "a form to a new tab",
      markup: `<form action="{primary}/echo" method="post" target="_blank"><input name="a" value="1"><button>go</button></form>`,
      drive: async ({ page, at, path, context }) => {
        await page.goto(at + path);
        const [tab] = await Promise.all([context.waitForEvent("page"), page.click("button")]);
        await tab.waitForLoadState();
        const seen = [tab.url(), JSON.parse((await tab.textContent("body")) ?? "null").body.text];
        await tab.close();
        return seen;
      },
    }),
    row({
      title: "form.action reads as the service's address",
      run: (lab) => {
        const form = lab.element<HTMLFormElement>("form", {});
        form.setAttribute("action", `${lab.primary}/x?y`);
        const own = form.action;
        form.action = `${lab.embed}/z`;
        return [own, form.action];
      },
    }),
    row({
      title: "constraint validation stops a form",
      run: (lab) => {
        const form = lab.element<HTMLFormElement>("form", { action: "/never" });
        form.innerHTML = '<input type="email" required value="no mail"><input type="url" value="http://x/">';
        return [form.checkValidity(), form.querySelector<HTMLInputElement>(":invalid")?.validity.typeMismatch];
      },
    }),
    row({
      title: "a form inside a frame's document answers in that frame",
      markup: `<form action="/hit/{id}?as=html" method="post"><input name="a" value="1"></form>${TARGET}`,
      run: async (lab, _given, view) => {
        view.document.forms[0]?.submit();
        await lab.until(() => view.document.title === "hit");
        return view.document.referrer;
      },
    }),
  ],
};

// Applications as people run them, used end to end through a mirror in a browser that reaches nothing else: an editor with
// a login and a socket of its own (Node-RED), and a chat on socket.io. DokuWiki is in realsites.test.ts.

import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { startChat } from "../apps/chat.ts";
import { missingForNodeRed, RED_USER, startNodeRed } from "../apps/nodered.ts";
import { shoot } from "../support/screenshot.ts";
import { visitSite } from "../support/visitsite.ts";

visitSite("a chat on socket.io through a mirror", { start: startChat }, (here) => {
  it("joins a room, rises from polling to a WebSocket, and hears what others say", async () => {
    const [ali, baran, other] = [
      await here().open("/?room=bakery"),
      await here().open("/?room=bakery"),
      await here().open("/?room=river"),
    ];
    for (const page of [ali, baran, other]) await page.locator("body[data-members]").waitFor();
    await ali.locator("body[data-transport=websocket]").waitFor();
    await baran.fill("input[name=text]", "نان گرم است");
    await baran.click("button");
    await ali.locator("li", { hasText: "نان گرم است" }).waitFor();
    expect(await other.locator("li").count()).toBe(0);
    await shoot(ali, "socketio");
    await Promise.all([ali, baran, other].map((page) => page.close()));
  });

  it("carries bytes both ways, unchanged and acknowledged", async () => {
    const [ali, baran] = [await here().open("/?room=pictures"), await here().open("/?room=pictures")];
    for (const page of [ali, baran]) await page.locator("body[data-members]").waitFor();
    const sum = await ali.evaluate(() =>
      new Promise<string>((resolve) => {
        const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) % 251);
        const { socket } = globalThis as unknown as { socket: { emit(...parts: unknown[]): void } };
        socket.emit("picture", "pictures", bytes, resolve);
      }).catch(String),
    );
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) % 251);
    expect(sum).toBe(createHash("sha256").update(bytes).digest("hex"));
    await baran.locator("li", { hasText: "picture of 300000" }).waitFor();
    await Promise.all([ali, baran].map((page) => page.close()));
  });

  it("comes back when the server drops it", async () => {
    const page = await here().open("/?room=dropped");
    await page.locator("body[data-members]").waitFor();
    await page.evaluate(() => {
      const { socket } = globalThis as unknown as { socket: { emit(...parts: unknown[]): void } };
      socket.emit("drop me");
    });
    await page.locator("body[data-returned]").waitFor();
    await page.close();
  });
});

visitSite("Node-RED through a mirror", { lacking: await missingForNodeRed(), start: startNodeRed }, (here) => {
  let page: Page;
  beforeAll(async () => {
    page = await here().open("/");
  });

  it("refuses a wrong password and takes the right one", async () => {
    await page.fill("#node-dialog-login-username", RED_USER.name);
    await page.fill("#node-dialog-login-password", "wrong");
    await page.click("#node-dialog-login-submit");
    await page.locator("#node-dialog-login-failed").waitFor({ state: "visible" });
    await page.fill("#node-dialog-login-password", RED_USER.password);
    await page.click("#node-dialog-login-submit");
    await page.locator("#red-ui-workspace-chart").waitFor();
    await page.locator(".red-ui-palette-node").first().waitFor();
    await shoot(page, "nodered-editor");
  });

  it("takes a flow, deploys it and shows its message, which comes over its WebSocket", async () => {
    const { mode } = here();
    const flow = [
      {
        id: `a-${mode}`,
        type: "inject",
        name: `speak ${mode}`,
        props: [{ p: "payload" }],
        payload: "سلام از جریان",
        payloadType: "str",
        ...{ topic: "", repeat: "", crontab: "", once: false, onceDelay: 0.1 },
        x: 200,
        y: 100,
        wires: [[`b-${mode}`]],
      },
      {
        id: `b-${mode}`,
        type: "debug",
        name: "hear",
        active: true,
        tosidebar: true,
        complete: "payload",
        x: 420,
        y: 100,
        wires: [],
      },
    ];
    await page.keyboard.press("Control+i");
    await page.fill("#red-ui-clipboard-dialog-import-text", JSON.stringify(flow));
    // It looks at what was written when a key is let go.
    await page.press("#red-ui-clipboard-dialog-import-text", "End");
    await page.click("#red-ui-clipboard-dialog-ok");
    // What was taken in hangs on the pointer until it is put down.
    await page.locator("#red-ui-workspace-chart").hover({ position: { x: 300, y: 200 } });
    // Beside what the other visit left there.
    await page.mouse.move(520, mode === "lifeboat" ? 300 : 450);
    await page.mouse.down();
    await page.mouse.up();
    await page
      .locator(".red-ui-flow-node-label", { hasText: `speak ${mode}` })
      .first()
      .waitFor();
    await page.click("#red-ui-header-button-deploy");
    await page.locator(".red-ui-notification-success").first().waitFor();
    await page.click(`#a-${mode} .red-ui-flow-node-button-button`);
    await page.locator(".red-ui-debug-msg", { hasText: "سلام از جریان" }).waitFor();
    await shoot(page, "nodered-flow");
  });

  it("is logged in still after a reload, with the flow in place", async () => {
    await page.reload();
    await page
      .locator(".red-ui-flow-node-label", { hasText: `speak ${here().mode}` })
      .first()
      .waitFor();
    expect(await page.locator("#node-dialog-login-username").count()).toBe(0);
  });
});

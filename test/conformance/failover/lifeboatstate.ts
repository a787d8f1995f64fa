// What the lifeboat says of itself, asked in the worker, where nothing of a page's stands between.

import type { BrowserContext } from "playwright-core";

export interface LifeboatState {
  readonly isAway: boolean;
  readonly others: number;
  readonly version: number;
  readonly reports: boolean;
}

/** `origin`: of which mirror, where the browser has several. */
export async function lifeboatState(context: BrowserContext, origin = ""): Promise<LifeboatState | undefined> {
  const worker = context.serviceWorkers().find((one) => one.url().startsWith(origin));
  return worker?.evaluate(
    () =>
      new Promise<LifeboatState>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        self.dispatchEvent(new MessageEvent("message", { data: { hezar: "state" }, ports: [port2] }));
      }),
  );
}

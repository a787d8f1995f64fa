// Fires cron triggers: once a minute each script whose schedule matches gets its scheduled event, through the private service
// in its own workerd. A minute missed while the edge was down is not made up for, as at Cloudflare.
import { request } from "node:http";
import { type State, scriptKey } from "../storage/state.ts";
import { matchesCron, parseCron } from "./cron.ts";
import type { Fleet } from "./fleet.ts";

export interface Triggers {
  /** Fires what is due in the minute of `at`; resolves when all have been delivered. */
  fire(at: Date): Promise<void>;
  close(): void;
}

export function createTriggers(state: State, fleet: Fleet): Triggers {
  const fire = async (at: Date): Promise<void> => {
    const due = state.scripts
      .all()
      .flatMap(({ account, name, schedules }) =>
        schedules.filter(({ cron }) => matches(cron, at)).map(({ cron }) => ({ key: scriptKey(account, name), cron })),
      );
    await Promise.allSettled(due.map(({ key, cron }) => deliver(fleet, key, { cron, scheduledTime: at.getTime() })));
  };
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const toNextMinute = 60_000 - (Date.now() % 60_000);
    timer = setTimeout(() => {
      void fire(new Date(state.now()));
      wait();
    }, toNextMinute);
    timer.unref();
  };
  wait();
  return { fire, close: () => clearTimeout(timer) };
}

function matches(text: string, at: Date): boolean {
  const cron = parseCron(text);
  return cron !== undefined && matchesCron(cron, at);
}

async function deliver(fleet: Fleet, key: string, event: { cron: string; scheduledTime: number }): Promise<void> {
  const lease = await fleet.lease(key);
  if (lease === undefined) return;
  try {
    await post(lease.cronSocket, JSON.stringify(event));
  } finally {
    lease.release();
  }
}

function post(socketPath: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method: "POST", path: "/", agent: false }, (answer) => {
      answer.on("end", resolve).on("error", reject).resume();
    });
    call.on("error", reject).end(body);
  });
}

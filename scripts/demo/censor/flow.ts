// One connection's bytes under whatever rule holds at the moment. Down: counted, cut, slowed, or held back as lost packets
// are, until the rule is lifted and they would be sent again. Up: held back while the name is dropped.

import type { Socket } from "node:net";
import type { Clock } from "../../clock.ts";
import { kilobytesOf, type Rule } from "./rule.ts";

const KILOBYTE = 1024;
/** Throttled bytes go out in pieces of a tenth of a second. */
const PIECES_A_SECOND = 10;

export interface FlowOptions {
  readonly client: Socket;
  readonly server: Socket;
  /** The rule for this connection now; asking is being hit. */
  readonly rule: () => Rule | undefined;
  /** Calls back at every change of rules, until the returned function is called. */
  readonly watch: (listener: () => void) => () => void;
  readonly clock: Clock;
}

/** Ends when both sides have. */
export async function carry(options: FlowOptions): Promise<void> {
  const { client, server, rule, watch } = options;
  const end = () => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) socket.on("error", end);
  client.on("close", end);
  const unwatch = watch(() => {
    if (rule()?.how !== "reset") return;
    client.resetAndDestroy();
    server.destroy();
  });
  await Promise.allSettled([pump(client, server, createUp(options)), pump(server, client, createDown(options))]);
  unwatch();
  end();
}

type Passes = (chunk: Buffer) => AsyncIterable<Buffer>;

async function pump(from: Socket, to: Socket, passes: Passes): Promise<void> {
  for await (const chunk of from) {
    for await (const piece of passes(chunk as Buffer)) {
      if (to.destroyed) return;
      if (!to.write(piece)) await drained(to);
    }
  }
  to.end();
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      socket.off("drain", go);
      socket.off("close", go);
      resolve();
    };
    socket.on("drain", go).on("close", go);
  });
}

function createUp(options: FlowOptions): Passes {
  return async function* up(chunk) {
    await freed(() => options.rule()?.how !== "drop", options);
    yield chunk;
  };
}

function createDown(options: FlowOptions): Passes {
  const { rule, clock } = options;
  let sentBytes = 0;
  const allowance = () => {
    const now = rule();
    if (now?.how === "drop") return 0;
    return now?.how === "cut" ? Math.max(0, kilobytesOf(now) * KILOBYTE - sentBytes) : Number.POSITIVE_INFINITY;
  };
  return async function* down(chunk) {
    for (let rest = chunk; rest.length > 0; ) {
      await freed(() => allowance() > 0, options);
      const now = rule();
      const pace = now?.how === "throttle" ? (kilobytesOf(now) * KILOBYTE) / PIECES_A_SECOND : undefined;
      const size = Math.max(1, Math.floor(Math.min(rest.length, allowance(), pace ?? rest.length)));
      if (pace !== undefined) await clock.sleep((size / pace / PIECES_A_SECOND) * 1000);
      sentBytes += size;
      yield rest.subarray(0, size);
      rest = rest.subarray(size);
    }
  };
}

/** Waits for a change of rules that lets bytes go on, or for the client to give up. */
function freed(isFree: () => boolean, { watch, client }: FlowOptions): Promise<void> {
  if (isFree() || client.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const go = () => {
      unwatch();
      client.off("close", go);
      resolve();
    };
    const unwatch = watch(() => {
      if (isFree()) go();
    });
    client.on("close", go);
  });
}

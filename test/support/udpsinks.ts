// UDP ports on loopback that answer nothing and count what arrives: where STUN, TURN and QUIC would be seen.

import { createSocket } from "node:dgram";
import { once } from "node:events";

export interface UdpSinks {
  portOf(name: string): number;
  countOf(name: string): number;
  close(): void;
}

export async function startUdpSinks(names: readonly string[]): Promise<UdpSinks> {
  const counts = new Map<string, number>();
  const sinks = await Promise.all(
    names.map(async (name) => {
      const socket = createSocket("udp4", () => counts.set(name, (counts.get(name) ?? 0) + 1));
      await once(socket.bind(0, "127.0.0.1"), "listening");
      return [name, socket] as const;
    }),
  );
  const ports = new Map(sinks.map(([name, socket]) => [name, socket.address().port]));
  return {
    portOf: (name) => ports.get(name) ?? 0,
    countOf: (name) => counts.get(name) ?? 0,
    close: () => {
      for (const [, socket] of sinks) socket.close();
    },
  };
}

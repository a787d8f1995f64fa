// A Durable Object has one alarm; several parts of the warden ask to be woken. The earliest wish stands, and what it leaves
// behind is set again once it has rung. Wishes are kept in memory only: whoever rings early is asked anew.

export interface Alarm {
  /** One part's way to be woken at a time, milliseconds; a later wish takes the place of its earlier one. */
  wakeAt(part: string): (atMs: number) => Promise<void>;
  /** The alarm has rung: `work` runs, then what is still wished for is set. */
  ring(work: () => Promise<void>): Promise<void>;
}

type AlarmStorage = Pick<DurableObjectStorage, "getAlarm" | "setAlarm">;

export function createAlarm(storage: AlarmStorage, clock: () => number): Alarm {
  const wishes = new Map<string, number>();
  const set = async (atMs: number) => {
    const standing = await storage.getAlarm();
    if (standing === null || atMs < standing) await storage.setAlarm(atMs);
  };
  return {
    wakeAt: (part) => (atMs) => {
      wishes.set(part, atMs);
      return set(atMs);
    },
    ring: async (work) => {
      const now = clock();
      for (const [part, atMs] of wishes) if (atMs <= now) wishes.delete(part);
      await work();
      if (wishes.size > 0) await set(Math.min(...wishes.values()));
    },
  };
}

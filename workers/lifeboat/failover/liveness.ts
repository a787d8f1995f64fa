// Whether a mirror answers, as far as its answers tell, and how long to wait for one before asking whether it lives: as TCP
// reckons when to send again (RFC 6298: smoothed time plus four times its spread), between bounds a reader bears.
// Times are arguments, in milliseconds.

/** At first, before anything has been measured. */
const FIRST_DELAY = 600;
const DELAY_LEAST = 250;
const DELAY_MOST = 700;

export interface Liveness {
  /** It answered, so long after it was asked; undefined: it sent bytes, or an answer whose time says nothing. */
  seen(now: number, tookMs?: number): void;
  died(now: number): void;
  isDead(): boolean;
  /** What is heard of it next: true, that it answered; false, that it died. */
  next(): Promise<boolean>;
  /** Since when it has been seen to answer; -Infinity: never. */
  seenAt(): number;
  /** Dead for so long that it may be asked again; the next time is as far away. */
  isDue(now: number, retryMs: number): boolean;
  /** How long to wait for an answer before asking whether it lives. */
  delay(): number;
}

export function createLiveness(): Liveness {
  let seenAt = Number.NEGATIVE_INFINITY;
  let diedAt: number | undefined;
  let smoothed: number | undefined;
  let spread = 0;
  const waiting: ((lives: boolean) => void)[] = [];
  const tell = (lives: boolean) => {
    for (const told of waiting.splice(0)) told(lives);
  };
  return {
    seen(now, tookMs) {
      seenAt = Math.max(seenAt, now);
      diedAt = undefined;
      tell(true);
      if (tookMs === undefined) return;
      // RFC 6298 §2: R/2 at first, then a quarter of the error and an eighth of the time.
      spread = smoothed === undefined ? tookMs / 2 : spread + (Math.abs(smoothed - tookMs) - spread) / 4;
      smoothed = smoothed === undefined ? tookMs : smoothed + (tookMs - smoothed) / 8;
    },
    died(now) {
      diedAt ??= now;
      tell(false);
    },
    next: () => new Promise((resolve) => void waiting.push(resolve)),
    isDead: () => diedAt !== undefined,
    seenAt: () => seenAt,
    isDue(now, retryMs) {
      if (diedAt === undefined || now - diedAt < retryMs) return false;
      diedAt = now;
      return true;
    },
    delay() {
      if (smoothed === undefined) return FIRST_DELAY;
      return Math.min(DELAY_MOST, Math.max(DELAY_LEAST, smoothed + 4 * spread));
    },
  };
}

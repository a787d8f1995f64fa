// Time as the ways use it: handed in, so that tests need not wait.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** What came first: `promise`, or `otherwise` after so long. */
export function within<T, U>(
  promise: Promise<T>,
  otherwise: U,
  { clock, milliseconds }: { readonly clock: Clock; readonly milliseconds: number },
): Promise<T | U> {
  return Promise.race([promise, clock.sleep(milliseconds).then(() => otherwise)]);
}

export function never<T>(): Promise<T> {
  return new Promise(() => {});
}

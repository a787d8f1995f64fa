// A question that is asked once at a time: whoever asks while it is open waits for the same answer.

export function singleFlight<A extends readonly unknown[], T>(
  ask: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  let asked: Promise<T> | undefined;
  return (...args) => {
    asked ??= ask(...args).finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

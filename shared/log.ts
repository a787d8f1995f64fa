// One line a failure, and nothing in it that could name a reader: an event of a fixed vocabulary and the class of the
// error. Messages, stacks, URLs, addresses and tickets are dropped here, at the writer, because exceptions quote their input.

export interface Log {
  /** `event` is a fixed word or two of the caller's, never data. */
  failed(event: string, error: unknown): void;
}

/** Words of a vocabulary look like this; a hostname, a path, an address or a ticket does not. */
const EVENT = /^[a-z]{1,24}(?: [a-z]{1,24}){0,3}$/;
const CLASS = /^[A-Z][A-Za-z]{0,39}$/;

export function createLog(write: (line: string) => void): Log {
  return {
    failed: (event, error) => {
      write(JSON.stringify({ event: EVENT.test(event) ? event : "unnamed", error: classOf(error) }));
    },
  };
}

/** The name of the error's class; an own `name` is the thrower's text, so it passes only where it looks like a class. */
function classOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return typeof error;
    const name: unknown = error.name;
    return typeof name === "string" && CLASS.test(name) ? name : "Error";
  } catch {
    return "unreadable";
  }
}

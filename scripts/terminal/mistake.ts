// What a command ends in when it cannot go on: what happened, why, what to do next. Everything else that is thrown is a
// bug and says so.

export class Mistake extends Error {
  readonly why: string | undefined;
  readonly next: string | undefined;
  /** 1: it failed. 2: the command line itself makes no sense. */
  readonly exitCode: 1 | 2;

  constructor(
    what: string,
    options: {
      readonly why?: string;
      readonly next?: string;
      readonly cause?: unknown;
      readonly exitCode?: 1 | 2;
    } = {},
  ) {
    super(what, { cause: options.cause });
    this.name = "Mistake";
    this.why = options.why;
    this.next = options.next;
    this.exitCode = options.exitCode ?? 1;
  }
}

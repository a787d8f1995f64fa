// A row of what scripts do inside one page, and what comes of it. Its function runs in the page and sees nothing of its file.

export interface Origins {
  readonly news: string;
  readonly cdn: string;
  readonly embed: string;
  readonly stranger: string;
}

export interface Row {
  readonly name: string;
  readonly run: (origins: Origins) => unknown;
  readonly gives: unknown;
}

export const row = (name: string, run: Row["run"], gives: unknown): Row => ({ name, run, gives });

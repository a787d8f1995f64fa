// The seam between saved copies (keep.js, a script of its own) and what stands beside it in the worker: the everyday lifeboat
// shows it every answer, the failover asks it what there is for a page that nobody gives.

export interface Keep {
  /** In place of `answer`, and the same. */
  see(event: FetchEvent, answer: Promise<Response>): Promise<Response>;
  /** Of the page at `url`. */
  told(url: string): Promise<Told>;
  /** Nothing is kept any more, and what was is erased. */
  end(): Promise<void>;
}

export interface Told {
  readonly isOn: boolean;
  readonly count: number;
  /** Where the reader sees, opens and erases what is kept, and turns it on. */
  readonly address: string;
  readonly copy?: {
    readonly ageSeconds: number;
    /** Opens it in place of the page, once. */
    readonly address: string;
  };
}

// What the operator is told: one sentence, what it is about, how bad. Of mirrors, zones, accounts and countries, never of a
// reader: no address, no ticket, no path, no report goes out.

export interface Notice {
  /** What it is the same news as: told again only after a while. */
  readonly key: string;
  readonly level: "note" | "trouble";
  readonly says: string;
  readonly next?: string;
}

/** A way to the operator. Sending throws where it did not work. */
export interface Channel {
  readonly name: string;
  send(message: Message): Promise<void>;
}

export interface Message {
  readonly mesh: string;
  /** ISO 8601. */
  readonly at: string;
  readonly notices: readonly Notice[];
}

export function messageTitle({ mesh, notices }: Message): string {
  const troubles = notices.filter(({ level }) => level === "trouble").length;
  const [first] = notices;
  const rest = notices.length > 1 ? ` (and ${notices.length - 1} more)` : "";
  return `${troubles > 0 ? "Trouble" : "News"} of ${mesh}: ${first?.says ?? ""}${rest}`;
}

export function messageText({ at, notices }: Message): string {
  const lines = notices.map(({ level, says, next }) => {
    const line = `${level === "trouble" ? "!" : "-"} ${says}`;
    return next === undefined ? line : `${line}\n  ${next}`;
  });
  return [...lines, "", at].join("\n");
}

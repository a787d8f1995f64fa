// How a page asked for what its lifeboat asks for in its stead. On the mirror all origins of the service are one, so a
// request to a secondary goes out as if to the own origin and carries the pass; at home it would have been cross-origin.
// The lifeboat says so in a header that the relay takes off and obeys: whether the service's cookies belong to it, and
// what its Fetch Metadata are.
// Grammar: `<mode> <credentials> <destination>`, `cors omit script`; an empty destination is `empty`. A page's script can
// send the header too; all it can say is less than it may do without.

export const ASKED_AS = "mirror-as";

/** What a script may ask of a secondary without saying more. */
export const ASKED_WITHOUT_COOKIES = "cors omit empty";

export interface AskedAs {
  readonly mode: "cors" | "no-cors" | "same-origin";
  /** `omit`: neither are the service's cookies sent nor those it sets kept. */
  readonly credentials: "omit" | "include";
  /** As in Sec-Fetch-Dest; never one of a document. */
  readonly destination: string;
}

// Of subresources only: a document's is never said here.
const WRITTEN =
  /^(cors|no-cors|same-origin) (omit|include) (empty|audio|audioworklet|font|image|json|manifest|paintworklet|report|script|style|track|video|worker|sharedworker|xslt|webidentity)$/;

export function writeAskedAs({ mode, credentials, destination }: AskedAs): string {
  return `${mode} ${credentials} ${destination}`;
}

/** Anything else than the grammar says nothing. */
export function readAskedAs(value: string | null): AskedAs | undefined {
  const [, mode, credentials, destination = ""] = WRITTEN.exec(value ?? "") ?? [];
  if (mode === undefined || credentials === undefined) return undefined;
  return { mode: mode as AskedAs["mode"], credentials: credentials as AskedAs["credentials"], destination };
}

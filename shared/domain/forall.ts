// The relay's word to the lifeboat that the service gives an answer to everybody alike: a cache shared by many could keep it.
// The lifeboat cannot see that for itself: on the mirror every answer is `private`, and Set-Cookie is hidden from it.

export const FOR_ALL = "mirror-for-all";

/** What it is said of: files that pages are made of. Never documents, never data that scripts ask for. */
export const KEPT_DESTINATIONS: ReadonlySet<string> = new Set(["style", "script", "image", "font"]);

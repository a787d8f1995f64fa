// Where the scanner and the standard part, with the reason. A stream is tokenized without its tree, so what only the tree
// knows (which tags were ignored where they stood) cannot be known.

/** By page: as many differences as are listed, each containing its text. */
export const KNOWN: Readonly<Record<string, readonly string[]>> = {
  // parse5 8 ignores every tag in a select, so a <style> there begins no raw text. The standard lets a select hold any
  // content since 2025, and browsers follow; the scanner reads it as they do.
  "select-with-raw-text.html": ["https://cdn.example/1"],
};

// The relay's second module: what it needs only for readers whose own mirror is blocked, or who get ready for it. Loaded when
// the first of them comes, so that it costs no cold start.

export { takeFront } from "./front.ts";
export { createJarStage } from "./jarstage.ts";
export { createFailoverStage } from "./stage.ts";

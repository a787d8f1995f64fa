// The relay's second module: what a relay needs only for readers whose own mirror is blocked. Loaded when the first of them
// comes, so that it costs no cold start.

export { createFailoverStage } from "./stage.ts";

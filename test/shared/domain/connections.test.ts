import { describe, expect, it } from "vitest";
import { connectionAllowlist } from "../../../shared/domain/connections.ts";

describe("where the browser lets a page connect", () => {
  it.each([
    ["the page's own origin, and apps", {}, /^\(response-origin "mailto:\*" (?:"[a-z]+:\*" ?)+\);redirects=allow$/],
    [
      "the labels beside it",
      { siblings: { embed: { origin: "https://s.zone:81", door: "d" } } },
      /^\(response-origin "https:\/\/s\.zone:81" "mailto/,
    ],
    ["WebRTC where the service is allowed it", { webrtc: true }, /;redirects=allow;webrtc=allow$/],
  ])("%s", (_, place, expected) => {
    expect(connectionAllowlist(place)).toMatch(expected);
  });

  it("names no host but those", () => {
    expect(connectionAllowlist({}).match(/https?:/g)).toBeNull();
  });
});

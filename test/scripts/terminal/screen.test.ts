// What reaches a terminal, a pipe and a log.

import { describe, expect, test } from "vitest";
import { qrCode } from "../../../scripts/terminal/qr.ts";
import { createScreen } from "../../../scripts/terminal/screen.ts";
import { pairs, table } from "../../../scripts/terminal/table.ts";

const plain = createScreen({ stdout: { write: () => true }, stderr: { write: () => true }, env: {} }, false).style;

function record(isTTY: boolean, json = false, size = { columns: 20, rows: 6 }) {
  const written = { out: "", err: "" };
  const stdout = { isTTY, ...size, write: (text: string) => (written.out += text) };
  const stderr = { isTTY, write: (text: string) => (written.err += text) };
  return { written, screen: createScreen({ stdout, stderr, env: { NO_COLOR: "1" } }, json) };
}

describe("a table", () => {
  test("lines its columns up, numbers to the right, colours not counted", () => {
    const text = table(
      ["NAME", "N"],
      [
        ["\u001b[32ma\u001b[39m", 5],
        ["longer", 1234],
      ],
      plain,
    );
    expect(text.split("\n")).toEqual(["NAME       N", "\u001b[32ma\u001b[39m          5", "longer  1234"]);
  });

  test("ends no line in spaces", () => {
    expect(table(["A", "B"], [["x", ""]], plain)).toBe("A  B\nx");
  });

  test("of pairs puts values under each other", () => {
    expect(
      pairs(
        [
          ["Code", "a"],
          ["Good for", "b"],
        ],
        plain,
      ),
    ).toBe("Code      a\nGood for  b");
  });
});

describe("a step", () => {
  test("that is quick leaves nothing in a log", async () => {
    const { screen, written } = record(false);
    expect(await screen.step("Working", async () => 7)).toBe(7);
    expect(written).toEqual({ out: "", err: "" });
  });

  test("moves on a terminal, shows what it is told, and is wiped away however it ends", async () => {
    const { screen, written } = record(true);
    const failing = screen.step("Working", async () => {
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(written.err).toBe("\r\u001b[2K⠋ Working\r\u001b[2K");
    expect(written.out).toBe("");
  });
});

describe("a picture that is drawn again", () => {
  test("replaces the last one, wrapped lines counted", () => {
    const { screen, written } = record(true);
    screen.redraw("one\nthis line is longer than twenty columns");
    screen.redraw("two");
    screen.redraw("three");
    expect(written.out).toBe(
      "one\nthis line is longer than twenty columns\n\u001b[3A\u001b[0Jtwo\n\u001b[1A\u001b[0Jthree\n",
    );
  });

  test("is never higher than the terminal", () => {
    const { screen, written } = record(true);
    screen.redraw("1\n2\n3\n4\n5\n6\n7");
    expect(written.out).toBe("1\n2\n3\n4\n… 3 more lines\n");
  });

  test("fits a terminal that says it has no size", () => {
    const { screen, written } = record(true, false, { columns: 0, rows: 0 });
    screen.redraw("one");
    screen.redraw("two");
    expect(written.out).toBe("one\n\u001b[1A\u001b[0Jtwo\n");
  });

  test("is not drawn where nobody watches", () => {
    const { screen, written } = record(false);
    screen.redraw("one");
    expect(written.out).toBe("");
  });
});

describe("a QR code", () => {
  const lines = (color: boolean) => (qrCode("http://a.example/", { columns: 80, color }) ?? "").split("\n");

  test("is as wide as it is high, two modules a character", () => {
    const [first = ""] = lines(false);
    expect(lines(false)).toHaveLength(Math.ceil(first.length / 2));
  });

  test("is dark on light with colours, and the same the other way round without", () => {
    expect(lines(true).every((line) => line.startsWith("\u001b[30;107m") && line.endsWith("\u001b[0m"))).toBe(true);
    const bare = lines(true).map((line) => line.slice("\u001b[30;107m".length, -"\u001b[0m".length));
    const swapped = bare.map((line) => [...line].map((sign) => " ▀▄█"["█▄▀ ".indexOf(sign)]).join(""));
    // The last row may be half a row, where there is no module to draw.
    expect(lines(false).slice(0, -1)).toEqual(swapped.slice(0, -1));
  });

  test("that does not fit is left out", () => {
    expect(qrCode("http://a.example/", { columns: 20, color: true })).toBeUndefined();
  });
});

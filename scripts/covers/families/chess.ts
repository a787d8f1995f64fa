// A chess evening: when they meet, a table of the season, a puzzle in words, a report.

import type { Family } from "../manuscript.ts";

const names = [
  "Ada",
  "Bram",
  "Celia",
  "Dario",
  "Edda",
  "Felix",
  "Greta",
  "Hugo",
  "Ines",
  "Jonas",
  "Kaya",
  "Leo",
  "Mira",
];

const puzzles = [
  ["White: king g6, rook a7. Black: king g8.", "The rook goes to a8, and that is all."],
  [
    "White: king b6, pawn a7. Black: king a8 to move.",
    "Black has no move and is not in check: a draw. Eight of eleven members got it wrong.",
  ],
  ["White: king f7, queen b3. Black: king h7. White moves.", "The queen goes to h3, and every way out is taken."],
] as const;

const reports = [
  "A long evening: the last game ended after the caretaker had put the chairs up around it. A rook ending, of course, and a draw, of course.",
  "We played with clocks for the first time since spring. Two flags fell, one friendship trembled, tea mended it.",
  "Our youngest member won the blitz round and explained each game to the losers, kindly.",
  "Team night against the neighbours: five and a half to four and a half, for whom is in the table.",
  "A lecture on pawns, with cake. Opinions on the pawns differed; on the cake they did not.",
] as const;

export const chess: Family = ({ name, contact, draw }) => {
  const weekday = draw.pick(["Monday", "Tuesday", "Thursday", "Friday"]);
  const players = draw.some(names, 7);
  const points = players.map((_, at) => Math.max(1, 11 - at - draw.between(0, 1) * 0.5));
  const [position, answer] = draw.pick(puzzles);
  return {
    title: /chess|rook|pawn/i.test(name) ? name : `${name} Chess Evening`,
    tagline: draw.pick([
      "Boards are set at seven.",
      "All strengths, one teapot.",
      "A friendly club for slow thinkers.",
    ]),
    pages: [
      {
        path: "/",
        name: "Evenings",
        html: `<h1>Every ${weekday}, from seven</h1>
<p>Upstairs in the ${draw.pick(["reading room", "old fire station", "music school"])}, ring twice. Boards and clocks are there; beginners get a patient opponent and the warm seat.</p>
<h2>Last time</h2>
<p>${draw.pick(reports)}</p>
<div class="box"><h3>Puzzle</h3><p>${position}</p><p class="note">The answer is on the <a href="/puzzle/">puzzle page</a>.</p></div>`,
      },
      {
        path: "/table/",
        name: "Table",
        html: `<h1>The season so far</h1>
<table><tr><th>Player</th><th>Games</th><th>Points</th></tr>
${players.map((player, at) => `<tr><td>${player}</td><td>${draw.between(11, 14)}</td><td>${points[at]}</td></tr>`).join("\n")}</table>
<p class="note">First names only, as agreed.</p>`,
      },
      {
        path: "/puzzle/",
        name: "Puzzle",
        html: `<h1>The puzzle</h1>\n<p>${position}</p>\n<h2>Answer</h2>\n<p>${answer}</p>`,
      },
      {
        path: "/contact/",
        name: "Contact",
        html: `<h1>Come and play</h1>
<p>No membership for the first ${draw.between(3, 6)} evenings; after that ${draw.between(10, 25)} a year, children nothing. Write to <a href="mailto:${contact}">${contact}</a> if you would like a game arranged or need the lift.</p>`,
      },
    ],
  };
};

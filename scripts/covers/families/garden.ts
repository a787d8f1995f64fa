// A garden club: what to do this month, the seed swap, how to join.

import type { Family } from "../manuscript.ts";

const tasks = [
  ["Leave the seed heads", "Finches will thank you, and frost looks well on them."],
  ["Turn the compost", "Once now, once more before the cold; it should smell of woods."],
  ["Sow broad beans", "A hand deep, under a net if the pigeons know you."],
  ["Sharpen the shears", "The club's stone is in the shed, second drawer."],
  ["Lift the dahlias", "Dry them upside down for a week before they go into sand."],
  ["Mulch the roses", "Leaf mould is best; the town gives it away in autumn."],
  ["Thin the carrots", "In the evening, when the fly is asleep."],
  ["Water at dawn", "Twice a week deeply rather than a little each day."],
  ["Tie in the sweet peas", "Every third day, or they tie themselves to the beans."],
] as const;

const letters = [
  [
    "The quince that would not",
    "After nine years our quince bore eleven fruits. We had threatened it with the saw in spring, which members say is the method.",
  ],
  [
    "A pond in a barrel",
    "Half a barrel, one water lily, three weeks of green soup, then one morning it was clear. The frogs came by themselves.",
  ],
  [
    "Beans from a matchbox",
    "A neighbour brought nine beans in a matchbox that her aunt had kept. Seven came up. They are purple, and turn green when cooked.",
  ],
  [
    "In praise of nettles",
    "We left a square of nettles behind the shed. There were more butterflies this July than in the three before.",
  ],
  [
    "The wall of tins",
    "Forty tins, painted, nailed to the south wall: thyme, chives and one strawberry that has ideas.",
  ],
  [
    "What the snow showed",
    "Tracks of a fox, two cats and somebody's rake. The fox goes along the hedge and does no harm.",
  ],
] as const;

export const garden: Family = ({ name, contact, draw }) => {
  const work = draw.some(tasks, 5);
  const notes = draw.some(letters, 3);
  const weekday = draw.pick(["Tuesday", "Wednesday", "Thursday"]);
  const hour = draw.pick(["half past five", "six", "seven"]);
  return {
    title: /garden|seed|bloom|orchard/i.test(name) ? name : `${name} Garden Club`,
    tagline: draw.pick([
      "Seeds, soil and good company.",
      "Notes from our shared gardens.",
      "We grow, we swap, we drink tea.",
    ]),
    pages: [
      {
        path: "/",
        name: "This month",
        html: `<h1>${draw.pick(["This month in the garden", "To do, between showers", "Around the beds"])}</h1>
${work.map(([what, how]) => `<h2>${what}</h2>\n<p>${how}</p>`).join("\n")}
<div class="box"><p>We meet every other ${weekday} at ${hour}, in the ${draw.pick(["glasshouse", "old schoolroom", "tool shed"])} when it rains. Guests are welcome.</p></div>`,
      },
      {
        path: "/letters/",
        name: "Letters",
        html: `<h1>Letters from members</h1>
${notes.map(([title, text]) => `<h2>${title}</h2>\n<p>${text}</p>`).join("\n")}
<p class="note">Send yours to <a href="mailto:${contact}">${contact}</a>; a page is plenty.</p>`,
      },
      {
        path: "/seeds/",
        name: "Seed swap",
        html: `<h1>Seed swap</h1>
<p>Twice a year, on the first Sunday of ${draw.pick(["March", "April"])} and the last of ${draw.pick(["September", "October"])}. Bring what you saved, in paper, with the name and the year on it. No name? Write where it grew.</p>
<p>Last time ${draw.between(24, 61)} people took ${draw.between(110, 260)} packets home. Wanted again: ${draw.some(["long radishes", "old lettuces", "winter peas", "tall marigolds", "black hollyhocks", "bitter cress"], 3).join(", ")}.</p>`,
      },
      {
        path: "/join/",
        name: "Join",
        html: `<h1>Join us</h1>
<p>Members pay ${draw.between(8, 20)} a year, which buys the tools, the compost and the biscuits. There are ${draw.between(14, 38)} shared beds, and a waiting list of ${draw.between(2, 9)}.</p>
<p>Write to <a href="mailto:${contact}?subject=Joining">${contact}</a> and come by once before you decide.</p>`,
      },
    ],
  };
};

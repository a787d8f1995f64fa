// Walking notes: one person's blog about short walks, a page for each.

import type { Family } from "../manuscript.ts";

const walks = [
  [
    "the-mill-path",
    "The mill path",
    "Along the leat to the old mill, and back over the stile field. Mud after rain, and two dippers under the second bridge.",
    "The mill has lost its wheel but kept its noise: water drops through the empty race, and in the still of the morning you hear it from the road. I sat on the coping with my tea until the sun came round the chimney.",
  ],
  [
    "three-bridges",
    "Three bridges",
    "A round over the stone bridge, the railway bridge and the one the scouts built. Best before breakfast.",
    "The third bridge moves a little under two people. It is meant to, says the plate. On the far side somebody has put up a bench facing the wrong way, towards the hedge, and on it I saw my first wren this year.",
  ],
  [
    "up-the-beacon",
    "Up the hill in fog",
    "Nothing to see, everything to hear. Sheep, a gate, my own boots.",
    "At the top I took the compass out for the first time in years, mostly for company. Ten minutes later the fog tore open over the valley, showed me one red roof and a washing line, and closed again.",
  ],
  [
    "the-long-hedge",
    "The long hedge",
    "Flat, easy, and the best blackberries of the parish. An hour, or two with a bowl.",
    "I counted the kinds of tree in thirty paces, as the old rule says, and made it seven. If the rule holds, the hedge is older than the church. If not, it is still a good hedge.",
  ],
  [
    "round-the-lake",
    "Round the lake",
    "Boards through the reeds, then gravel. Bring a dry pair of socks.",
    "A grebe carried its young on its back, dived, and came up without them; they popped up one by one like corks, looking offended. I met nobody but an angler, who nodded at the water and not at me.",
  ],
  [
    "the-lime-avenue",
    "The lime avenue",
    "From the station to the gate and no further; the park shuts at dusk. In June for the scent.",
    "You can walk it with your eyes shut. The bees tell you where you are: a hum on the left, a hum on the right, and silence where the two trees fell in the storm.",
  ],
  [
    "snow-on-the-ridge",
    "Snow on the ridge",
    "Short, cold, worth it. Crisp until ten, then heavy.",
    "Hare tracks, in pairs and threes, from gorse to gorse. I followed them until they stopped in the middle of nothing, as if the hare had thought better of it and flown.",
  ],
] as const;

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
] as const;

export const walking: Family = ({ name, contact, draw }) => {
  const chosen = draw.some(walks, 4);
  const dates = chosen.map(() => `${draw.between(1, 28)} ${draw.pick(months)}`);
  const miles = chosen.map(() => `${draw.between(2, 7)} miles`);
  return {
    title: /walk|trail|path/i.test(name) ? name : `${name} ${draw.pick(["Walks", "on Foot", "Footpaths"])}`,
    tagline: draw.pick([
      "Short walks, written down in the evening.",
      "Slow notes from near home.",
      "Boots, a flask, a pencil.",
    ]),
    pages: [
      {
        path: "/",
        name: "Walks",
        html: `<h1>${draw.pick(["Recent walks", "Lately", "The last few"])}</h1>
${chosen.map(([slug, title, first], at) => `<h2><a href="/walks/${slug}/">${title}</a></h2>\n<time>${dates[at]}, ${miles[at]}</time>\n<p>${first}</p>`).join("\n")}`,
      },
      ...chosen.map(([slug, title, first, second], at) => ({
        path: `/walks/${slug}/`,
        name: title,
        html: `<h1>${title}</h1>\n<time>${dates[at]}, ${miles[at]}</time>\n<p>${first}</p>\n<p>${second}</p>`,
      })),
      {
        path: "/about/",
        name: "About",
        html: `<h1>About</h1>
<p>I am a retired ${draw.pick(["school caretaker", "surveyor", "piano tuner", "bus driver", "librarian"])} and walk most days. None of this is far or high. Distances are by pencil on the map, so add a bit.</p>
<div class="box"><p>Corrections, fallen trees and lost gloves: <a href="mailto:${contact}">${contact}</a>.</p></div>`,
      },
    ],
  };
};

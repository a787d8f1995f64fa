// A neighbourhood bakery: what is baked on which day, when it opens, how to order.

import type { Family } from "../manuscript.ts";

const breads = [
  ["Country loaf", "Wheat and a little rye, two days in the making."],
  ["Seeded rye", "Dense and dark, keeps for a week."],
  ["Milk bread", "Soft, slightly sweet, gone by ten."],
  ["Barley flatbread", "Thin and blistered, baked on the stone."],
  ["Walnut loaf", "Toasted walnuts, good with cheese."],
  ["Oat rolls", "Six to a bag, rolled in oats."],
  ["Spelt tin loaf", "A mild sandwich bread."],
  ["Olive bread", "Green olives and rosemary from the yard."],
  ["Saffron buns", "Only at weekends, and only while they last."],
  ["Sesame rings", "Crisp outside, chewy inside."],
] as const;

const notices = [
  "The big oven has new stones, so crusts are darker than you are used to. We like it; tell us if you do not.",
  "The first rhubarb is here. There will be tarts as long as it lasts.",
  "We now take jars back. Bring them clean and get a roll.",
  "The flour now comes from the mill across the valley, and you can taste the bran.",
  "Our apprentice passed her exam with the walnut loaf. Congratulations!",
  "We close one week for repairs to the roof; the freezer shelf will be full the day before.",
  "Yesterday's bread is half price until nine, and makes the better toast.",
] as const;

const days = ["Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

export const bakery: Family = ({ name, contact, draw }) => {
  const opens = `${draw.between(6, 8)}.${draw.pick(["00", "15", "30"])}`;
  const closes = draw.pick(["noon", "one o'clock", "two o'clock"]);
  const week = draw.some(breads, 5);
  const news = draw.some(notices, 3);
  const started = draw.between(1986, 2016);
  const price = () => `${draw.between(2, 6)}.${draw.pick(["20", "40", "50", "60", "80"])}`;
  return {
    title: /bak|bread|loaf|oven/i.test(name) ? name : `${name} ${draw.pick(["Bakery", "Bread", "Bakehouse"])}`,
    tagline: draw.pick(["Bread, slowly.", "A small oven and a long night.", "Your bakery around the corner."]),
    pages: [
      {
        path: "/",
        name: "Today",
        html: `<h1>${draw.pick(["Good morning", "Fresh from the oven", "What we bake"])}</h1>
<p>We are ${draw.pick(["two bakers", "three bakers", "a family of bakers"])} with one oven. Everything is mixed by hand the evening before and baked while the street still sleeps.</p>
<div class="box"><p><strong>Open Tuesday to Saturday, ${opens} until ${closes}.</strong> When the shelf is empty we go home, so come early or order.</p></div>
<h2>Notices</h2>
${news.map((text) => `<p>${text}</p>`).join("\n")}`,
      },
      {
        path: "/bread/",
        name: "Bread",
        html: `<h1>The week in bread</h1>
<table>${week.map(([bread, about], at) => `<tr><td>${days[at] ?? ""}</td><td><strong>${bread}</strong><br>${about}</td><td>${price()}</td></tr>`).join("\n")}</table>
<p class="note">All doughs contain wheat; most have met nuts and sesame.</p>`,
      },
      {
        path: "/orders/",
        name: "Orders",
        html: `<h1>Orders</h1>
<p>Write to <a href="mailto:${contact}?subject=Order">${contact}</a> until ${draw.pick(["six", "seven", "eight"])} in the evening, say the bread, the day and your name, and it will wait for you behind the counter.</p>
<p>For more than ${draw.between(8, 15)} loaves please give us two days. Cakes need three.</p>`,
      },
      {
        path: "/about/",
        name: "About",
        html: `<h1>About us</h1>
<p>The shop opened in ${started} in what had been a ${draw.pick(["bicycle repair shop", "laundry", "stationer's"])}. The mixer is older than that, and louder.</p>
<p>We buy flour from ${draw.pick(["one mill", "two mills"])} we can cycle to, and salt, and that is nearly all. Visitors are welcome to look at the oven after eleven.</p>`,
      },
    ],
  };
};

// `hezar orders`: what `hezar mint` would do.

import { isStanding, type Order } from "../../shared/wardenapi.ts";
import { openOperator, openWarden } from "../operator/operator.ts";
import type { Run } from "../terminal/commandline.ts";
import { spanText } from "../terminal/meshtable.ts";
import type { Screen } from "../terminal/screen.ts";
import { table } from "../terminal/table.ts";

const REASONS: Readonly<Record<Order["reason"], string>> = {
  strength: "too few mirrors",
  group: "a group lost one",
  rotate: "an old one rotates out",
  operator: "you asked for it",
};

export const run: Run = async (call, screen) => {
  const warden = await openWarden(await openOperator(call));
  const { orders: all, now } = await screen.step("Asking the warden", () => warden.status());
  const orders = call.has("all") ? all : all.filter(isStanding);
  if (screen.json) screen.data({ orders });
  else screen.out(orders.length === 0 ? "No order stands." : ordersTable(orders, now, screen));
  return 0;
};

function ordersTable(orders: readonly Order[], now: number, { style }: Screen): string {
  const rows = orders.map((order) => [
    order.id,
    order.service,
    order.state,
    REASONS[order.reason],
    order.hostname ?? "",
    spanText(now - order.createdAt),
  ]);
  return table(["ORDER", "SERVICE", "STATE", "WHY", "MIRROR", "AGE"], rows, style);
}

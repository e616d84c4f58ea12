// The list of sales: newest first, by day and state, with "more"; each opens to its history.

import { address, call } from "./calls.js";
import { byId, icon, make } from "./elements.js";
import { language, say, yuan } from "./language.js";
import { details } from "./sale.js";
import { clock, dayOf, shopZone } from "./times.js";
import { payType } from "./totals.js";

const PAGE = 20;
const MOST = 500;

/** @type {Map<string, { node: HTMLElement, as: string }>} */
const rows = new Map();
const open = new Set();
let shown = PAGE;

/** Begin anew with the first page: the filter changed. */
export function firstPage() {
  shown = PAGE;
}

/** @param {{ date: string | null, state: string | null }} filter */
export async function renewSales(filter) {
  byId("csv").setAttribute("href", address("/v1/sales.csv", filter));
  const page = await call("GET", address("/v1/sales", { ...filter, limit: String(Math.min(shown, MOST)) }));
  show(page.sales, filter.date === null);
  byId("more").hidden = page.next === null || shown >= MOST;
  byId("no-sales").hidden = page.sales.length > 0;
}

/** @param {() => void} renew */
export function moreButton(renew) {
  byId("more").addEventListener("click", () => {
    shown += PAGE;
    renew();
  });
}

/** Keep the rows that are as they were, so that nothing that is being read or focused goes away.
 * @param {any[]} sales @param {boolean} days */
function show(sales, days) {
  const nodes = sales.map((sale) => {
    const as = JSON.stringify([sale, language(), shopZone(), days]);
    const before = rows.get(sale.order);
    if (before?.as === as) return before.node;
    const node = row(sale, days);
    rows.set(sale.order, { node, as });
    return node;
  });
  const focused = document.activeElement?.id;
  const list = byId("sales");
  nodes.forEach((node, at) => {
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
  });
  while (list.children.length > nodes.length) list.lastElementChild?.remove();
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
}

/** @param {any} sale @returns {HTMLElement} */
export function stateChip(sale) {
  return make("span", { class: "chip", "data-state": sale.state }, say(sale.late ? "late" : `state_${sale.state}`));
}

/** @param {any} sale @param {boolean} days @returns {HTMLElement} */
function row(sale, days) {
  const id = `sale-${sale.order}`;
  const isOpen = open.has(sale.order);
  const more = make("div", { class: "details", id: `${id}-details`, hidden: !isOpen });
  if (isOpen) details(more, sale);
  const button = make(
    "button",
    { type: "button", class: "line", id, "aria-expanded": String(isOpen), "aria-controls": more.id },
    make("time", { datetime: sale.created_at },
      days ? make("span", { class: "when-day" }, dayOf(sale.created_at)) : null,
      clock(sale.created_at)),
    make("span", { class: "sum" }, yuan(sale.amount)),
    stateChip(sale),
    make("span", { class: "about" }, about(sale)),
    icon("down"),
  );
  button.addEventListener("click", () => {
    const now = !open.has(sale.order);
    if (now) open.add(sale.order);
    else open.delete(sale.order);
    button.setAttribute("aria-expanded", String(now));
    more.hidden = !now;
    if (now) details(more, sale);
  });
  return make("li", {}, button, more);
}

/** @param {any} sale @returns {string} */
function about(sale) {
  const why = sale.reason?.message ?? "";
  const way = sale.pay_type && sale.state === "approved" ? payType(sale.pay_type) : "";
  return [sale.reference, why || way].filter(Boolean).join(" · ");
}

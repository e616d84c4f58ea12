// One day's totals, with a chart by hour and the same as a table.

import { byId, draw, make } from "./elements.js";
import { say, sayCount, says, yuan } from "./language.js";
import { moment } from "./times.js";

const HOURS = 24;
const SPAN = 12; // hours that are always drawn
const HIGH = 56;
const STEP = 10;

/** @typedef {{ hour: string, count: number, amount: number }} Hour */

/** @param {any} totals as of /v1/totals */
export function showTotals(totals) {
  const states = totals.by_state;
  /** @param {string} state */
  const of = (state) => states[state] ?? { count: 0, amount: 0 };
  const approved = of("approved");
  const hours = drawn(totals.by_hour);
  byId("totals").replaceChildren(
    make(
      "div",
      { class: "received" },
      make("p", { class: "label" }, say("received")),
      make("p", { class: "big", id: "received" }, yuan(approved.amount)),
      make("p", { class: "small", id: "received-count" }, sayCount(approved.count)),
    ),
    make("dl", { class: "states" }, ...counts(totals, of)),
    hours.length ? chart(hours) : make("p", { class: "small" }, say("nothing_yet")),
    hours.length ? table(totals.by_hour) : "",
  );
}

/** Show when the day was closed, and its head to be photographed. @param {any} totals as above */
export function showClosing(totals) {
  const { closed_at: at, head, date, changed_since: changed } = totals;
  const code = () => make("img", { src: `/v1/days/${date}/head.svg`, width: 132, height: 132, alt: say("head_alt", { head }) });
  byId("closed").replaceChildren(...(at ? [
    make("p", { class: "label" }, say("closed_at", { at: moment(at) })),
    ...(changed ? [make("p", { class: "small" }, say("closed_changed"))] : []),
    ...(head ? [code(), make("p", { class: "small" }, say("head_text"), make("br"), make("code", {}, head))] : []),
  ] : []));
}

/** @param {any} totals @param {(state: string) => { count: number, amount: number }} of */
function counts(totals, of) {
  /** @type {[string, string][]} */
  const pairs = Object.entries(totals.by_pay_type).map(([way, sum]) => [
    payType(way), `${yuan(/** @type {any} */ (sum).amount)} · ${/** @type {any} */ (sum).count}`]);
  for (const state of ["declined", "cancelled", "unknown"]) {
    if (of(state).count) pairs.push([say(`state_${state}`), String(of(state).count)]);
  }
  if (totals.refunds.count) pairs.push([say("refunds"), `${yuan(totals.refunds.amount)} · ${totals.refunds.count}`]);
  return pairs.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
}

/** @param {string} way like "wechat.micro" @returns {string} */
export function payType(way) {
  const wallet = way.split(".")[0] ?? way;
  return says(wallet) ? say(wallet) : way;
}

/** Return the hours to draw: at least twelve in a row, with every one that has a sale.
 * @param {Hour[]} told @returns {Hour[]} */
function drawn(told) {
  const sold = told.filter((hour) => hour.count);
  const first = sold[0];
  const last = sold[sold.length - 1];
  if (!first || !last) return [];
  const begin = Number(first.hour);
  const used = ((Number(last.hour) - begin + HOURS) % HOURS) + 1;
  const length = Math.max(SPAN, used);
  const start = used < SPAN ? Math.max(0, Math.min(begin - 1, HOURS - length)) : begin;
  return Array.from({ length }, (_, at) => {
    const hour = String((start + at) % HOURS).padStart(2, "0");
    return sold.find((one) => one.hour === hour) ?? { hour, count: 0, amount: 0 };
  });
}

/** @param {Hour[]} hours @returns {Element} */
function chart(hours) {
  const most = hours.reduce((best, hour) => (hour.amount > best.amount ? hour : best));
  const every = hours.length > SPAN ? 3 : 2;
  const bars = hours.flatMap((hour, at) => {
    const high = most.amount > 0 ? Math.max(hour.amount && 2, (hour.amount / most.amount) * HIGH) : 0;
    const bar = draw("rect", { x: at * STEP + 1.5, y: HIGH - high, width: STEP - 3, height: high, rx: 1.25 });
    const name = draw("title", {});
    name.textContent = `${hour.hour}:00 ${yuan(hour.amount)}`;
    bar.append(name);
    const mark = draw("text", { x: at * STEP + STEP / 2, y: HIGH + 10 });
    mark.textContent = at % every ? "" : hour.hour;
    return [bar, mark];
  });
  const floor = draw("line", { x1: 0, x2: hours.length * STEP, y1: HIGH, y2: HIGH });
  const words = say("by_hour_alt", { hour: most.hour, amount: yuan(most.amount) });
  return make(
    "figure",
    { class: "chart" },
    make("figcaption", { class: "label" }, say("by_hour")),
    draw("svg", { role: "img", "aria-label": words, viewBox: `0 0 ${hours.length * STEP} ${HIGH + 13}` }, floor, ...bars),
  );
}

let open = false;

/** @param {Hour[]} told @returns {HTMLElement} */
function table(told) {
  const rows = told.filter((hour) => hour.count).map((hour) =>
    make("tr", {}, make("th", { scope: "row" }, `${hour.hour}:00`), make("td", {}, String(hour.count)),
      make("td", {}, yuan(hour.amount))));
  const heads = ["hour", "count", "amount"].map((key) => make("th", { scope: "col" }, say(key)));
  const made = make("details", { open, toggle: (event) => { open = event.target.open; } },
    make("summary", {}, say("as_table")),
    make("table", {}, make("caption", { class: "unseen" }, say("by_hour")),
      make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows)));
  return made;
}

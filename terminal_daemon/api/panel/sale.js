// One sale in full: what is known of it, and its history step by step.

import { askButton } from "./attention.js";
import { call, Refused } from "./calls.js";
import { make } from "./elements.js";
import { addWords, say, says } from "./language.js";
import { receiptOf } from "./receipt.js";
import { CHINESE, ENGLISH } from "./step_words.js";
import { moment } from "./times.js";
import { payType } from "./totals.js";

addWords(CHINESE, ENGLISH);

const REFUND = /^Refund (?<number>\d+) (?<state>\w+): /;
const TEXTS = ["order", "reference", "description", "trade_id", "out_trade_id", "retry_of"];
const TIMES = ["created_at", "submitted_at", "finished_at"];

/** Fill the place with a sale's details. @param {HTMLElement} place @param {any} sale */
export async function details(place, sale) {
  const steps = make("ol", { class: "steps" });
  place.replaceChildren(
    make("dl", { class: "facts" }, ...facts(sale)),
    receiptOf(sale.order),
    sale.state === "unknown" ? askButton(sale.order, "details") : "",
    make("h3", {}, say("history")),
    steps,
  );
  try {
    const history = await call("GET", `/v1/sales/${sale.order}/history`);
    steps.replaceChildren(...history.steps.map(step));
  } catch (error) {
    const why = error instanceof Refused ? error.message : say("unreachable");
    steps.replaceChildren(make("li", {}, say("failed", { why })));
  }
}

/** @param {any} sale @returns {HTMLElement[]} */
function facts(sale) {
  /** @type {[string, string][]} */
  const pairs = [];
  if (sale.reason) pairs.push(["why", sale.reason.message]);
  for (const name of TEXTS) if (sale[name]) pairs.push([name, sale[name]]);
  if (sale.pay_type) pairs.push(["pay_type", payType(sale.pay_type)]);
  for (const name of TIMES) if (sale[name]) pairs.push([name, moment(sale[name])]);
  return pairs.map(([name, value]) => make("div", {}, make("dt", {}, say(name)), make("dd", {}, value)));
}

/** @param {any} told @returns {HTMLElement} */
function step(told) {
  const state = says(`state_${told.state}`) ? say(`state_${told.state}`) : told.state;
  const what = happened(told.event);
  return make("li", { "data-state": told.state },
    make("time", { datetime: told.at }, moment(told.at)), make("span", {}, state),
    what ? make("span", { class: "what" }, what) : make("code", {}, told.event),
    told.reason ? make("span", { class: "small" }, told.reason.message) : null);
}

/** @param {string} event like "CodeScanned", "Judged query Approved" @returns {string} "": no word for it */
function happened(event) {
  const refund = REFUND.exec(event);
  if (refund?.groups) {
    const { number = "", state } = refund.groups;
    return say("refunding", { number, state: say(`refund_${state}`) });
  }
  const [name = "", call = "", verdict = ""] = event.split(" ");
  if (says(`event_${name}`)) return say(`event_${name}`);
  if (!says(`call_${call}`) || !says(`verdict_${verdict}`)) return "";
  return say("judged", { call: say(`call_${call}`), verdict: say(`verdict_${verdict}`) });
}

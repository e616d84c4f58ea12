// Orders that somebody must look at: unknown ones, and news that was not read yet.

import { call, Refused } from "./calls.js";
import { byId, icon, make, write } from "./elements.js";
import { say, says, yuan } from "./language.js";
import { clock } from "./times.js";

/** @type {any[]} */
let unknown = [];
/** @type {any[]} */
let notices = [];
/** @type {string | null} the unknown order that the screen still shows */
let atCounter = null;
const asking = new Set();
let shown = ""; // what was said of it is about these

/** Fetch the unknown orders. */
export async function renewUnknown() {
  unknown = (await call("GET", "/v1/sales?state=unknown&limit=100")).sales;
  show();
}

/** @param {any} terminal as of /v1/terminal */
export function showNotices(terminal) {
  notices = terminal.notices;
  atCounter = terminal.doing === "unknown" ? terminal.order : null;
  show();
}

function show() {
  const orders = new Set(unknown.map((sale) => sale.order));
  const others = notices.filter((notice) => !orders.has(notice.order));
  const readable = new Set([...notices.map((notice) => notice.order), atCounter]);
  const cards = [
    ...unknown.map((sale) => card("unknown", sale, readable.has(sale.order))),
    ...others.map((notice) => card(kindOf(notice), notice, true)),
  ];
  const now = [...orders, ...others.map((notice) => `${notice.order} ${kindOf(notice)}`)].join();
  if (now !== shown) write(byId("attention-said"), "");
  shown = now;
  byId("attention").hidden = !cards.length;
  const focused = document.activeElement?.id;
  byId("notices").replaceChildren(...cards);
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
}

/** @param {any} notice @returns {string} */
function kindOf(notice) {
  return [notice.kind, notice.state, "unknown"].find((kind) => says(`notice_${kind}`)) ?? "unknown";
}

/** @param {string} kind @param {any} about a sale or a notice @param {boolean} readable
 * @returns {HTMLElement} */
function card(kind, about, readable) {
  const when = about.created_at ? ` · ${clock(about.created_at)}` : "";
  const isUnknown = kind === "unknown";
  return make(
    "li",
    { class: isUnknown ? "notice urgent" : "notice" },
    icon(isUnknown ? "question" : "alert"),
    make(
      "div",
      { class: "notice-text" },
      make("strong", {}, `${say(`notice_${kind}`)} `, make("span", { class: "sum" }, yuan(about.amount))),
      make("p", {}, say(isUnknown ? "unknown_do" : `notice_${kind}_do`)),
      make("p", { class: "small order" }, `${about.order}${when}`),
    ),
    make("div", { class: "notice-do" }, isUnknown ? askButton(about.order, "attention") : null,
      readable ? readButton(about.order, isUnknown ? kind : about.state) : null),
  );
}

/** A button that asks the gateway for one order now.
 * @param {string} order @param {string} place so that its id is unique @returns {HTMLElement} */
export function askButton(order, place) {
  const busy = asking.has(order);
  return make(
    "button",
    { type: "button", class: "primary", id: `${place}-ask-${order}`, disabled: busy, click: () => ask(order) },
    icon("refresh"),
    say(busy ? "asking" : "ask"),
  );
}

/** @param {string} order @param {string} seen the state that stands beside it @returns {HTMLElement} */
function readButton(order, seen) {
  const click = () => tell(async () => call("POST", `/v1/sales/${order}/acknowledge?seen=${seen}`));
  return make("button", { type: "button", id: `read-${order}`, click }, say("acknowledge"));
}

const ASKED_FOR_MS = 3_000;

/** @param {string} order */
async function ask(order) {
  asking.add(order);
  show();
  await tell(async () => {
    await call("POST", `/v1/sales/${order}/query`);
    return say("asked");
  });
  setTimeout(() => {
    asking.delete(order);
    show();
  }, ASKED_FOR_MS);
}

/** Do it, and say what came of it. @param {() => Promise<string | null>} act */
async function tell(act) {
  const said = byId("attention-said");
  try {
    said.textContent = (await act()) ?? "";
  } catch (error) {
    if (error instanceof Refused && error.status === 409) said.textContent = say("ask_none");
    else if (error instanceof Refused && error.status === 429) said.textContent = say("too_many");
    else said.textContent = say("failed", { why: error instanceof Refused ? error.message : say("unreachable") });
  }
}

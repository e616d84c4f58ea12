// The demo's part of the page: keypad, customers to tap, plugs to pull, and the buzzer.

import { call } from "/panel/calls.js";
import { byId, make } from "/panel/elements.js";
import { addWords, putWords, say } from "/panel/language.js";
import { allowBeeps, beep, isLoud, setLoud } from "./beeps.js";
import { CHINESE, ENGLISH } from "./demo_words.js";
import { icon, keypad } from "./keypad.js";

const FIRST = ["0001", "2008", "1001", "0101", "3001", "1007"];
const GROUPS = { 0: "pays", 2: "pays", 1: "declined", 3: "network", 4: "wrong", 5: "open", 6: "merchant" };
const ICONS = { pays: "paid", declined: "refused", network: "cut", wrong: "cut", open: "unsure", merchant: "refused", things: "barcode" };
const PASSWORD = new Set(["who-0101", "who-0102", "who-2008", "who-2030"]);
const WIDE = matchMedia("(min-width: 60rem)"); // as in demo.css
const PLUGS = ["scanner", "keypad", "network"];

/** @type {any} */
let known = null;

/** @param {string} what @param {object} body */
const act = (what, body) => call("POST", `/v1/demo/${what}`, body).catch(() => null); // the page says so

/** @param {string} id @param {string} word @param {string} group @param {object} body @returns {HTMLElement} */
function card(id, word, group, body) {
  return make("button", { type: "button", class: "who", id, "data-group": group, click: () => act("scan", body) },
    icon(PASSWORD.has(id) ? "password" : ICONS[group]),
    make("span", { "data-say": word }));
}

/** @param {string} digits @returns {string} */
const groupOf = (digits) => GROUPS[digits[0]] ?? "pays";

/** @param {string} digits @returns {HTMLElement} */
const who = (digits) => card(`who-${digits}`, `who_${digits}`, groupOf(digits), { digits });

/** @returns {HTMLElement} */
function customers() {
  const others = known.customers.filter((/** @type {string} */ digits) => !FIRST.includes(digits));
  const groups = [...new Set(others.map(groupOf))].map((group) =>
    made(group, others.filter((/** @type {string} */ one) => groupOf(one) === group).map(who)));
  const things = Object.entries(known.things).map(([name, code]) =>
    card(`thing-${name}`, `thing_${name}`, "things", { code }));
  const field = /** @type {HTMLInputElement} */ (make("input", { id: "any-code", inputmode: "numeric",
    autocomplete: "off", maxlength: 64, "data-say-label": "scan_text" }));
  const scan = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (field.value) act("scan", { code: field.value });
    field.value = "";
  };
  return make("section", { class: "customers", "aria-labelledby": "customers-title" },
    make("h2", { id: "customers-title", "data-say": "customers" }),
    make("div", { class: "whos" }, ...FIRST.map(who)),
    make("details", {}, make("summary", { "data-say": "more_customers" }), ...groups, made("things", things),
      make("form", { class: "row", submit: scan }, field, make("button", { "data-say": "scan" }))));

  /** @param {string} group @param {HTMLElement[]} cards */
  function made(group, cards) {
    return make("div", {}, make("h3", { "data-say": `group_${group}` }), make("div", { class: "whos" }, ...cards));
  }
}

/** @returns {HTMLElement} */
function plugs() {
  const switches = PLUGS.map((part) => toggle(`plug-${part}`, `plug_${part}`, async () => {
    show((await act("plugs", { [part]: !known.plugs[part] })) ?? known.plugs);
  }));
  const sound = toggle("sound", "sound", () => {
    setLoud(!isLoud());
    show(known.plugs);
  });
  return make("section", { class: "plugs", "aria-labelledby": "plugs-title" },
    make("h2", { id: "plugs-title", "data-say": "plugs" }), ...switches, sound);
}

/** @param {string} id @param {string} word @param {() => void} click @returns {HTMLElement} */
function toggle(id, word, click) {
  return make("button", { type: "button", role: "switch", class: "plug", id, click },
    make("span", { "data-say": word, id: `${id}-name` }), make("span", { class: "small", id: `${id}-is` }),
    make("span", { class: "knob", "aria-hidden": "true" }));
}

/** @param {Record<string, boolean>} now */
function show(now) {
  known.plugs = now;
  for (const part of PLUGS) set(`plug-${part}`, now[part] === true, now[part] ? "plug_in" : "plug_out");
  set("sound", isLoud(), isLoud() ? "sound_on" : "sound_off");
}

/** @param {string} id @param {boolean} on @param {string} word */
function set(id, on, word) {
  document.getElementById(id)?.setAttribute("aria-checked", String(on));
  document.getElementById(`${id}-is`)?.replaceChildren(say(word));
}

/** Put the day's books where they are seen: below the terminal where there are two columns, else below the
 * demo, so that Tab goes the way the eye does. */
function arrange() {
  const above = WIDE.matches ? document.querySelector(".terminal") : byId("demo");
  above?.after(byId("books"));
}

async function build() {
  known = await call("GET", "/v1/demo");
  const place = make("div", { class: "card demo", id: "demo" },
    make("div", { class: "demo-keys" }, make("h2", { "data-say": "demo" }), make("p", { class: "small", "data-say": "demo_text" }),
      keypad((keys) => act("keys", { keys }))),
    customers(), plugs());
  document.body.classList.add("has-demo");
  byId("books").before(place);
  arrange();
  WIDE.addEventListener("change", arrange);
  putWords(place);
  show(known.plugs);
}

let building = false;

/** @param {Event} event */
async function told(event) {
  const { event: name, data } = /** @type {CustomEvent} */ (event).detail;
  if (name === "sound" && known) beep(known.tunes[data.sound] ?? [], known.heard_out.includes(data.sound));
  if (name !== "terminal" || building) return;
  building = true;
  try {
    if (!known) await build();
    else show((await call("GET", "/v1/demo")).plugs);
  } finally {
    building = false;
  }
}

addWords(CHINESE, ENGLISH);
allowBeeps();
addEventListener("told", told);
addEventListener("language", () => known && show(known.plugs));

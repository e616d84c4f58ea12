// Which day is shown, and its totals; the list's filter follows it.

import { address, call } from "./calls.js";
import { byId, icon, make, write } from "./elements.js";
import { say } from "./language.js";
import { firstPage } from "./sales.js";
import { dayName } from "./times.js";
import { showClosing, showTotals } from "./totals.js";

const STATES = ["approved", "declined", "unknown", "cancelled", "pending", "submitting", "awaiting_code", "refunded"];
const DAY_MS = 86_400_000;

const date = /** @type {HTMLInputElement} */ (byId("date"));
const state = /** @type {HTMLSelectElement} */ (byId("state"));
const everyDay = /** @type {HTMLInputElement} */ (byId("every-day"));

let today = "";
let chosen = ""; // "" is today, also when today becomes another day

/** @returns {{ date: string | null, state: string | null }} what the list shows */
export function filter() {
  return { date: everyDay.checked ? null : chosen || today || null, state: state.value || null };
}

/** Fetch and show the day's totals. */
export async function showDay() {
  const totals = await call("GET", address("/v1/totals", { date: chosen }));
  if (!chosen) today = totals.date;
  date.value = totals.date;
  date.max = today;
  const name = dayName(totals.date);
  write(byId("day-name"), totals.date === today ? `${say("today")} · ${name}` : name);
  /** @type {HTMLButtonElement} */ (byId("day-after")).disabled = totals.date === today;
  showTotals(totals);
  showClosing(totals);
}

/** @param {() => void} renew */
export function dayControls(renew) {
  /** @param {string} day */
  const go = (day) => {
    chosen = day === today ? "" : day;
    firstPage();
    renew();
  };
  byId("day-before").append(icon("left"));
  byId("day-after").append(icon("right"));
  byId("day-before").addEventListener("click", () => go(moved(-1)));
  byId("day-after").addEventListener("click", () => go(moved(1)));
  date.addEventListener("change", () => date.value && go(date.value));
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  for (const field of [state, everyDay]) field.addEventListener("change", () => {
    date.disabled = everyDay.checked;
    go(chosen);
  });
  addEventListener("language", fillStates);
  fillStates();
}

/** @param {number} days @returns {string} */
function moved(days) {
  const from = chosen || today;
  return new Date(Date.parse(`${from}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function fillStates() {
  const before = state.value;
  state.replaceChildren(
    make("option", { value: "" }, say("every_state")),
    ...STATES.map((one) => make("option", { value: one }, say(`state_${one}`))),
  );
  state.value = before;
}

// What the terminal is doing, and what is wrong with it, in words and with what to do.

import { byId, icon, make, write } from "./elements.js";
import { say, says, yuan } from "./language.js";
import { printerTrouble } from "./receipt.js";
import { clock, foreignZone, moment } from "./times.js";

const PARTS = ["journal", "network", "scanner", "keypad", "display", "clock"]; // the worst first

/** @type {Record<string, string>} */
const TONES = {
  approved: "good",
  declined: "bad",
  refunded: "warn",
  cancelled: "plain",
  unknown: "warn",
  notice: "warn",
};

/** @param {any} terminal @returns {string} what goes on, in a few words */
export function doingWords(terminal) {
  const { scanner, keypad, journal } = terminal.health;
  if (terminal.doing === "ready" && !(scanner && keypad && journal)) return say("not_ready");
  const key = `doing_${terminal.doing}`;
  return says(key) ? say(key) : terminal.doing_text;
}

/** @param {any} terminal as of /v1/terminal */
export function showTerminal(terminal) {
  byId("name").textContent = [terminal.id, terminal.store_id].filter(Boolean).join(" · ");
  byId("test").hidden = !terminal.test;
  const doing = byId("doing");
  doing.dataset.tone = TONES[terminal.doing] ?? (terminal.order ? "busy" : "plain");
  write(byId("doing-what"), doingWords(terminal));
  write(byId("doing-amount"), terminal.amount === null ? "" : yuan(terminal.amount));
  byId("health").replaceChildren(...lines(terminal));
  const since = moment(terminal.started_at);
  const zone = foreignZone();
  byId("about").textContent =
    say("version", { version: terminal.version, since }) + (zone ? say("times_of", { zone }) : "");
}

/** @param {any} terminal @returns {HTMLElement[]} */
function lines(terminal) {
  const bad = PARTS.filter((part) => terminal.health[part] === false);
  const ill = bad.map((part) => line(`${part}_bad`, `${part}_do`));
  const printer = printerTrouble(terminal);
  if (printer) ill.push(line("printer_bad", printer));
  return ill.length ? ill : [make("li", { class: "well" }, icon("check"), say("all_well"))];
}

/** @param {string} what @param {string} todo @returns {HTMLElement} */
function line(what, todo) {
  const words = make("div", {}, make("strong", {}, say(what)), make("p", {}, say(todo)));
  return make("li", { class: "ill" }, icon("alert"), words);
}

const lostWhat = make("strong");
const lostDo = make("p");
// Made while the terminal can be reached: later its picture could not be fetched any more.
const lostCard = make("div", { class: "lost" }, icon("offline"), make("div", {}, lostWhat, lostDo));

/** @param {boolean} lost @param {Date | null} heard when the terminal was last heard of */
export function showLink(lost, heard) {
  const line = byId("lost");
  if (!lostCard.isConnected) line.append(lostCard);
  lostCard.hidden = !lost;
  write(lostWhat, lost ? say(heard ? "unreachable" : "connecting") : "");
  write(lostDo, lost && heard ? say("unreachable_do", { time: clock(heard.toISOString(), true) }) : "");
}

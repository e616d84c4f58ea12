// What the terminal is doing, and what is wrong with it, in words and with what to do.

import { byId, icon, make, write } from "./elements.js";
import { say, says, yuan } from "./language.js";
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
  byId("health").replaceChildren(...lines(terminal.health));
  const since = moment(terminal.started_at);
  const zone = foreignZone();
  byId("about").textContent =
    say("version", { version: terminal.version, since }) + (zone ? say("times_of", { zone }) : "");
}

/** @param {Record<string, boolean>} health @returns {HTMLElement[]} */
function lines(health) {
  const bad = PARTS.filter((part) => health[part] === false);
  if (!bad.length) return [make("li", { class: "well" }, icon("check"), say("all_well"))];
  return bad.map((part) =>
    make(
      "li",
      { class: "ill" },
      icon("alert"),
      make("div", {}, make("strong", {}, say(`${part}_bad`)), make("p", {}, say(`${part}_do`))),
    ),
  );
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

// The language in use, its words, and how amounts, days and times are written in it.

import { remember, remembered } from "./remembered.js";
import { CHINESE, ENGLISH } from "./words.js";

const TABLES = { "zh-CN": CHINESE, en: ENGLISH };

/** @typedef {"zh-CN" | "en"} Tag */

/** @returns {Tag} */
function first() {
  const before = remembered("language");
  if (before === "zh-CN" || before === "en") return before;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

let tag = first();

/** @returns {Tag} the language in use, as in Accept-Language */
export const language = () => tag;

/** Add the words of another part of the page.
 * @param {Record<string, string>} chinese @param {Record<string, string>} english */
export function addWords(chinese, english) {
  Object.assign(CHINESE, chinese);
  Object.assign(ENGLISH, english);
}

/** @param {string} key @param {Record<string, string | number>} [filled] @returns {string} */
export function say(key, filled = {}) {
  const words = TABLES[tag][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name) => String(filled[name] ?? ""));
}

/** @param {string} key @returns {boolean} */
export const says = (key) => key in TABLES[tag];

/** @param {number} count @returns {string} like "3 sales" */
export const sayCount = (count) => say(count === 1 ? "sales_one" : "sales_many", { count });

/** Put words into all that names its own by data-say, data-say-label. @param {ParentNode} root */
export function putWords(root) {
  document.documentElement.lang = tag;
  for (const node of root.querySelectorAll("[data-say]")) {
    node.textContent = say(/** @type {HTMLElement} */ (node).dataset.say ?? "");
  }
  for (const node of root.querySelectorAll("[data-say-label]")) {
    node.setAttribute("aria-label", say(/** @type {HTMLElement} */ (node).dataset.sayLabel ?? ""));
  }
}

/** @param {Tag} chosen */
export function speak(chosen) {
  tag = chosen;
  remember("language", chosen);
  putWords(document);
  dispatchEvent(new Event("language"));
}

/** @param {number} fen @returns {string} 1250 is "¥12.50" */
export function yuan(fen) {
  const whole = String(Math.trunc(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fen < 0 ? "-" : ""}¥${whole}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;
}

/** @param {string} at RFC 3339 @param {boolean} [seconds] @returns {string} like "14:05" */
export function clock(at, seconds = false) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (seconds) Object.assign(parts, { second: "2-digit" });
  return new Intl.DateTimeFormat(tag, /** @type {object} */ (parts)).format(new Date(at));
}

/** @param {string} at RFC 3339 @returns {string} like "21 Sep, 14:05:33" */
export function moment(at) {
  const day = new Intl.DateTimeFormat(tag === "en" ? "en-GB" : tag, { month: "short", day: "numeric" });
  return `${day.format(new Date(at))} ${clock(at, true)}`;
}

/** @param {string} date like "2026-09-21" @returns {string} like "Mon 21 Sep" */
export function dayName(date) {
  const form = /** @type {const} */ ({ weekday: "short", month: "short", day: "numeric", timeZone: "UTC" });
  return new Intl.DateTimeFormat(tag === "en" ? "en-GB" : tag, form).format(new Date(`${date}T00:00:00Z`));
}

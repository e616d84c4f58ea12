// The language in use, its words, and how amounts are written.

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

// How days and times are written: in the language in use, and by the shop's clock.

import { language } from "./language.js";

const DAY = /** @type {const} */ ({ month: "short", day: "numeric" });

/** @type {string | undefined} */
let zone; // undefined is the browser's own

/** @returns {string | undefined} the shop's time zone, once the terminal named it */
export const shopZone = () => zone;

/** Write times by the shop's clock from now on; false: as before.
 * @param {string | null | undefined} name as of /v1/terminal @returns {boolean} */
export function keepTimeOf(name) {
  const before = zone;
  zone = name && knows(name) ? name : undefined;
  return zone !== before;
}

/** @returns {string} the shop's zone where this browser's clock shows another time, else "" */
export function foreignZone() {
  const now = new Date();
  /** @param {string} [timeZone] */
  const shown = (timeZone) => now.toLocaleString("en-GB", timeZone ? { timeZone } : {});
  return zone && shown(zone) !== shown() ? zone : "";
}

/** @param {string} at RFC 3339 @param {boolean} [seconds] @returns {string} like "14:05" */
export function clock(at, seconds = false) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  if (seconds) Object.assign(parts, { second: "2-digit" });
  return new Intl.DateTimeFormat(language(), /** @type {object} */ (parts)).format(new Date(at));
}

/** @param {string} at RFC 3339 @returns {string} like "21 Sep 14:05:33" */
export const moment = (at) => `${form({ ...DAY, timeZone: zone }).format(new Date(at))} ${clock(at, true)}`;

/** @param {string} at RFC 3339 @returns {string} like "Mon 21 Sep", the calendar's day of an instant */
export const dayOf = (at) => form({ ...DAY, weekday: "short", timeZone: zone }).format(new Date(at));

/** @param {string} date like "2026-09-21" @returns {string} like "Mon 21 Sep" */
export const dayName = (date) =>
  form({ ...DAY, weekday: "short", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));

/** @param {Intl.DateTimeFormatOptions} options */
const form = (options) => new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), options);

/** @param {string} name @returns {boolean} */
function knows(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

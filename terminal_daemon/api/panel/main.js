// The page: puts its parts together, and keeps them true to what the terminal tells.

import { renewUnknown, showNotices } from "./attention.js";
import { LogInFirst, Refused, Unreachable } from "./calls.js";
import { showDay, dayControls, filter } from "./day.js";
import { byId, icon } from "./elements.js";
import { putWords, say } from "./language.js";
import { doingWords, showLink, showTerminal } from "./health.js";
import { describePicture, renewPicture, showPicture } from "./screen.js";
import { moreButton, renewSales } from "./sales.js";
import { askForToken, logInByLink, sessionControls } from "./session.js";
import { Stream } from "./stream.js";
import { switches } from "./switches.js";
import { keepTimeOf } from "./times.js";

const TOGETHER_MS = 250; // steps that come close together are one look into the journal
const LATER_MS = 3_000;

/** @type {Date | null} */
let heard = null;
let lost = false;
let due = 0;
let looking = false;

/** @param {import("./stream.js").Told} told */
function hear({ event, data }) {
  heard = new Date();
  if (event === "terminal") takeTerminal(data);
  else if (event === "screen") showPicture(data.version);
  else if (event === "sale" || event === "reset") soon();
  dispatchEvent(new CustomEvent("told", { detail: { event, data } }));
}

/** @param {any} told */
function takeTerminal(told) {
  if (keepTimeOf(told.time_zone)) soon();
  showTerminal(told);
  describePicture(told, doingWords(told));
  showPicture(told.screen.version);
  showNotices(told);
}

/** Look into the journal a moment from now, once for all that asks until then. */
function soon() {
  if (!due) due = setTimeout(look, TOGETHER_MS);
}

async function look() {
  due = 0;
  if (looking) return soon(); // answers never overtake each other
  looking = true;
  try {
    await Promise.all([showDay().then(() => renewSales(filter())), renewUnknown()]);
  } catch (error) {
    if (error instanceof LogInFirst) loggedOut();
    else if (error instanceof Refused) due ||= setTimeout(look, LATER_MS);
    else if (!(error instanceof Unreachable)) throw error; // unreachable: looks again once it is not
  } finally {
    looking = false;
  }
}

/** @param {"open" | "lost" | "log_in"} state */
function link(state) {
  if (state === "log_in") return loggedOut();
  lost = state === "lost";
  document.body.dataset.link = state;
  showLink(lost, heard);
  if (lost) return;
  askForToken(false);
  renewPicture();
  look();
}

function loggedOut() {
  stream.stop();
  lost = false;
  document.body.dataset.link = "log_in";
  showLink(false, heard);
  askForToken(true);
}

const stream = new Stream(hear, link);

function begin() {
  stream.stop();
  stream.start();
}

function speakAnew() {
  label();
  if (lost) showLink(true, heard);
  stream.again(); // whose first event is the terminal in the new language
}

function label() {
  document.title = say("title");
  byId("csv").replaceChildren(icon("download"), say("download"));
}

putWords(document);
label();
switches();
dayControls(soon);
moreButton(soon);
sessionControls(begin);
addEventListener("language", speakAnew);
addEventListener("online", () => stream.again());
addEventListener("offline", () => stream.again()); // which fails, and says so, at once
addEventListener("pageshow", (event) => event.persisted && stream.again());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && lost) stream.again();
});
showLink(true, null);
logInByLink().catch(() => null).then(begin);

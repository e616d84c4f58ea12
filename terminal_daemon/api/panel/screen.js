// The live picture of the terminal's screen, as crisp as its pixels.

import { byId } from "./elements.js";
import { say, yuan } from "./language.js";

const LARGEST = 4; // times the panel's own size
const HIGHEST_PX = 288;

const image = /** @type {HTMLImageElement} */ (byId("screen"));
let wanted = -1;
let shown = -1;
let loading = false;
let size = { width: 128, height: 64 };

/** Show the picture of this version, once the one before has come. @param {number} version */
export function showPicture(version) {
  wanted = version;
  if (!loading) load();
}

/** Load the newest again, whatever was shown: the link was lost. */
export function renewPicture() {
  shown = -1;
}

function load() {
  if (wanted === shown) return;
  loading = true;
  shown = wanted;
  image.src = `/v1/screen.png?version=${wanted}`;
}

function loaded() {
  loading = false;
  load();
}

image.addEventListener("load", loaded);
image.addEventListener("error", () => {
  loading = false;
});

/** @param {any} terminal as of /v1/terminal @param {string} words what goes on */
export function describePicture(terminal, words) {
  size = terminal.screen;
  const sum = terminal.amount === null ? "" : `, ${yuan(terminal.amount)}`;
  image.alt = say("screen_alt", { what: words + sum });
  fit();
}

/** Enlarge by a whole number, so that every pixel is a square. */
function fit() {
  const room = image.parentElement?.clientWidth ?? 0;
  const times = Math.min(LARGEST, Math.floor(room / size.width), Math.floor(HIGHEST_PX / size.height));
  image.width = size.width * Math.max(1, times);
  image.height = size.height * Math.max(1, times);
}

new ResizeObserver(fit).observe(/** @type {Element} */ (image.parentElement));

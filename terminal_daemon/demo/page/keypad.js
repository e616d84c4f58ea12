// The keypad: buttons to press, and once it is selected the visitor's own keyboard.

import { draw, make } from "/panel/elements.js";

/** @type {[string, string, string][]} what it sends, what stands on it, the word for it */
const KEYS = [
  ["7", "7", ""], ["8", "8", ""], ["9", "9", ""], ["\b", "back", "key_back"],
  ["4", "4", ""], ["5", "5", ""], ["6", "6", ""], ["\x1b", "", "key_esc"],
  ["1", "1", ""], ["2", "2", ""], ["3", "3", ""], ["+", "+", "key_plus"],
  ["0", "0", ""], [".", ".", "key_point"], ["/", "", "key_refund"], ["\n", "", "key_enter"],
];
/** @type {Record<string, string>} */
const TYPED = { Enter: "\n", Escape: "\x1b", Backspace: "\b", ",": "." };
const PLAIN = /^[-0-9.+/]$/;

/** @param {string} name of a symbol in demo_icons.svg @returns {SVGElement} */
export const icon = (name) =>
  draw("svg", { class: "icon", "aria-hidden": "true", viewBox: "0 0 24 24" },
    draw("use", { href: `/demo/demo_icons.svg#${name}` }));

/** @param {(keys: string) => void} press @returns {HTMLElement} */
export function keypad(press) {
  const pad = make("div", { class: "keypad", id: "keypad", role: "group", tabindex: 0, "data-say-label": "keypad",
    "aria-describedby": "keypad-hint" },
    ...KEYS.map(([sends, mark, word]) => button(sends, mark, word, press)));
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the pad keeps the focus, so that Enter on the keyboard is the keypad's
    pad.focus({ preventScroll: true });
  });
  pad.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = PLAIN.test(event.key) ? event.key : TYPED[event.key];
    if (!key || (event.target !== pad && key === "\n")) return; // Enter on a button presses that
    event.preventDefault();
    press(key);
  });
  return make("div", {}, pad, make("p", { class: "small", id: "keypad-hint", "data-say": "keypad_hint" }));
}

/** @param {string} sends @param {string} mark @param {string} word @param {(keys: string) => void} press */
function button(sends, mark, word, press) {
  const traits = { type: "button", class: "key", click: () => press(sends) };
  if (sends === "\n") traits.class += " enter";
  if (mark === "back") return make("button", { ...traits, "data-say-label": word }, icon("back"));
  if (word && mark) return make("button", { ...traits, "data-say-label": word }, mark);
  return word ? make("button", { ...traits, "data-say": word }) : make("button", traits, mark);
}

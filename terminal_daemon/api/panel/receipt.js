// The receipt of a sale: read here, and printed at the terminal where that has a printer.

import { call, Refused } from "./calls.js";
import { make, write } from "./elements.js";
import { addWords, say } from "./language.js";
import { CHINESE, ENGLISH } from "./receipt_words.js";

addWords(CHINESE, ENGLISH);

let printer = false;

/** @param {any} terminal as of /v1/terminal @returns {string} what is wrong with its printer; "": nothing */
export function printerTrouble(terminal) {
  printer = Boolean(terminal.printer);
  return terminal.printer?.trouble ? `printer_${terminal.printer.trouble}` : "";
}

/** The buttons of a sale's receipt, and where it is shown.
 * @param {string} order @returns {HTMLElement} */
export function receiptOf(order) {
  const paper = make("pre", { class: "paper", tabindex: 0, hidden: true, "aria-label": say("receipt") });
  const said = make("p", { class: "small", role: "status" });
  const show = make("button", { type: "button", id: `receipt-${order}`, "aria-expanded": "false" }, say("receipt"));
  show.addEventListener("click", async () => {
    if (paper.hidden) paper.textContent = await told(said, () => call("GET", `/v1/sales/${order}/receipt`));
    paper.hidden = !paper.hidden || !paper.textContent;
    show.setAttribute("aria-expanded", String(!paper.hidden));
    write(show, say(paper.hidden ? "receipt" : "receipt_close"));
  });
  const print = make("button", { type: "button", id: `print-${order}` }, say("receipt_print"));
  print.addEventListener("click", async () => {
    print.toggleAttribute("disabled", true);
    write(said, say("receipt_printing"));
    await told(said, async () => {
      const done = await call("POST", `/v1/sales/${order}/receipt?wait=10`);
      write(said, say(done.copy && done.state === "printed" ? "receipt_copy" : `receipt_${done.state}`));
      return null;
    });
    print.toggleAttribute("disabled", false);
  });
  return make("div", { class: "receipt" }, make("div", { class: "receipt-do" }, show, printer ? print : null), said, paper);
}

/** Do it, and say there what was refused. @param {HTMLElement} said @param {() => Promise<any>} act
 * @returns {Promise<string | null>} */
async function told(said, act) {
  try {
    return await act();
  } catch (error) {
    write(said, say("receipt_not", { why: error instanceof Refused ? error.message : say("unreachable") }));
    return null;
  }
}

// The switches on top: language and colours.

import { byId, icon } from "./elements.js";
import { language, say, speak } from "./language.js";
import { remember, remembered } from "./remembered.js";

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);

/** Put the switches to work. */
export function switches() {
  byId("language").addEventListener("click", () => speak(other()));
  byId("theme").addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length] ?? "auto";
    remember("theme", next === "auto" ? null : next);
    dispatchEvent(new Event("theme"));
    show();
  });
  addEventListener("language", show);
  show();
}

const other = () => (language() === "en" ? "zh-CN" : "en");

function theme() {
  return THEMES.find((one) => one === remembered("theme")) ?? "auto";
}

function show() {
  const tongue = byId("language");
  tongue.lang = other();
  tongue.textContent = other() === "en" ? "English" : "中文";
  const button = byId("theme");
  button.replaceChildren(icon(theme()));
  button.setAttribute("aria-label", say(`theme_${theme()}`));
  button.title = say(`theme_${theme()}`);
}

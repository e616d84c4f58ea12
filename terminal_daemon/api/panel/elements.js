// Making and finding elements. Text from outside only ever becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id} on the page`);
  return found;
}

/** Put text there, and leave it alone where it stands already: what lives is read out when it changes.
 * @param {Element} place @param {string} text */
export function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @typedef {Record<string, string | number | boolean | ((event: any) => void) | null>} Traits */

/** @param {Element} made @param {Traits} traits */
function dress(made, traits) {
  for (const [name, value] of Object.entries(traits)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, String(value));
  }
}

/** Make an element: traits are attributes, or listeners where they are functions.
 * @param {string} tag @param {Traits} [traits] @param {...(Node | string | null)} inside
 * @returns {HTMLElement} */
export function make(tag, traits = {}, ...inside) {
  const made = document.createElement(tag);
  dress(made, traits);
  made.append(...inside.filter((one) => one !== null));
  return made;
}

/** @param {string} tag @param {Traits} traits @param {...Node} inside @returns {SVGElement} */
export function draw(tag, traits, ...inside) {
  const made = document.createElementNS(SVG, tag);
  dress(made, traits);
  made.append(...inside);
  return made;
}

/** @param {string} name of a symbol in icons.svg @returns {SVGElement} */
export function icon(name) {
  const use = draw("use", { href: `/panel/icons.svg#${name}` });
  return draw("svg", { class: "icon", "aria-hidden": "true", viewBox: "0 0 24 24" }, use);
}

// Elements made by calls. Nothing here takes markup: whatever a title holds, it is text.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * An element. A property that is a function is a listener (`onclick`), `class`, `for` and `aria-…` are attributes,
 * true is an attribute without a value, and null, undefined and false are left out.
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  setAll(element, properties);
  element.append(...flat(children));
  return element;
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(svgNamespace, name);
  setAll(element, attributes);
  element.append(...flat(children));
  return element;
}

/** Puts children in place of those that are there. */
export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

/** Text that only screen readers have. */
export const unseen = (...children) => h("span", { class: "unseen" }, ...children);

function setAll(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
}

const flat = (children) =>
  children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

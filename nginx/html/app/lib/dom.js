// Hyperscript: elements made by function calls. Nothing here parses markup, so a title is always text.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children. A property whose value is a function is a listener (`onclick`). True sets an
 * attribute without a value; null, undefined and false set none. Children are nodes, texts, numbers and arrays of them;
 * null, undefined and false are left out.
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  setAll(element, properties);
  element.append(...flat(children));
  return element;
}

/** `h` for elements of SVG. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(svgNamespace, name);
  setAll(element, attributes);
  element.append(...flat(children));
  return element;
}

/** Replaces the children of `element`. */
export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

/** Text for screen readers only. */
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

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

/**
 * Replaces the children of `node`, which has a `tabindex`. The focus stays at its place: on the control that comes at
 * that point of the new content.
 */
export function refill(node, ...content) {
  const place = controls(node).indexOf(document.activeElement);
  const hadFocus = node.contains(document.activeElement);
  fill(node, ...content);
  if (!hadFocus || node.contains(document.activeElement)) return;
  const next = controls(node);
  (next[Math.min(Math.max(place, 0), next.length - 1)] ?? node).focus({ preventScroll: true });
}

const controls = (node) => [
  ...node.querySelectorAll("a[href]:not([tabindex='-1']), button:enabled, input:enabled, select:enabled"),
];

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

// Forms: labelled fields, faults beside them, and a button that waits.

import { SignedOutError } from "../api.js";
import { fill, h } from "../dom.js";
import { APIError } from "../http.js";
import { explanation } from "./states.js";

let number = 0;

/** - `hint`: what is expected. Other properties go to the input. */
export function field({ label, hint, name, ...properties }) {
  const id = `field-${name}-${++number}`;
  const input = h("input", { id, name, "aria-describedby": `${id}-hint ${id}-fault`, ...properties });
  return h(
    "div", { class: "field" },
    h("label", { for: id }, label), hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
    input, h("p", { class: "fault", id: `${id}-fault` }));
}

export function select({ label, name, options, value, ...properties }) {
  const id = `field-${name}-${++number}`;
  return h(
    "div", { class: "field" }, h("label", { for: id }, label),
    h("select", { id, name, ...properties },
      options.map(({ value: own, text, disabled }) => h("option", { value: own, selected: own === value, disabled }, text))));
}

/**
 * A form that sends what it holds.
 * - `submit(values)`: a promise; what it throws is told, beside the field that is at fault where one is.
 */
export function form({ fields, action, submit, kind = "", ...properties }) {
  const button = h("button", { type: "submit", class: `button ${kind}` }, action);
  const notice = h("p", { class: "notice", role: "alert" });
  const element = h("form", { class: "form", novalidate: true, ...properties, onsubmit: send }, fields, notice, h("p", { class: "actions" }, button));

  async function send(event) {
    event.preventDefault();
    // The button is not disabled, which would take the focus away.
    if (element.getAttribute("aria-busy")) return;
    clear();
    const empty = [...element.elements].find((input) => input.required && input.value === "");
    if (empty) return blame(empty, "This is needed.");
    element.setAttribute("aria-busy", "true");
    try {
      await submit(Object.fromEntries(new FormData(element)), element);
    } catch (error) {
      tell(error);
    }
    element.removeAttribute("aria-busy");
  }

  function clear() {
    fill(notice);
    for (const input of element.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    for (const fault of element.querySelectorAll(".fault")) fill(fault);
  }

  function tell(error) {
    if (error instanceof SignedOutError) return fill(notice, "Log in first; what you typed stays here.");
    if (!(error instanceof APIError)) {
      const { title, text } = explanation(error);
      return fill(notice, `${title} ${text}`);
    }
    const input = element.elements[faultyField(error, element)];
    if (input && error.status < 500 && error.status !== 429) return blame(input, error.message);
    fill(notice, error.retryAfter ? `${error.message} (in ${error.retryAfter} s)` : error.message);
  }

  function blame(input, text) {
    input.setAttribute("aria-invalid", "true");
    fill(element.querySelector(`#${CSS.escape(input.id)}-fault`) ?? notice, text);
    input.focus();
  }
  return element;
}

/** The field that an error names, in `details` or in quotes; of a wrong password, the one that asks for it. */
function faultyField(error, element) {
  if (error.code === "INVALID_CREDENTIALS") return element.querySelector("[autocomplete=current-password]")?.name ?? "";
  const names = [error.details, ...(error.message.match(/'([a-z_]+)'/g) ?? []).map((text) => text.slice(1, -1))];
  return names.find((name) => name && element.elements[name]) ?? "";
}

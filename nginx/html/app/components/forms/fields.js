// Forms: labelled fields, with their faults beside them.

import { SignedOutError } from "../../api/client.js";
import { APIError } from "../../api/http.js";
import { fill, h } from "../../lib/dom.js";
import { explanation } from "../basics/states.js";
import { faultText, noticeText } from "./fault-texts.js";

let number = 0;

/** A labelled input. `hint` says what is expected; other properties go to the input. */
export function field({ label, hint, name, ...properties }) {
  const id = `field-${name}-${++number}`;
  const input = h("input", { id, name, "aria-describedby": `${id}-hint ${id}-fault`, ...properties });
  return h("div", { class: "field" }, [
    h("label", { for: id }, label),
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
    input,
    h("p", { class: "fault", id: `${id}-fault` }),
  ]);
}

/** A field for the current password of the account. */
export const currentPassword = (properties = {}) =>
  field({
    label: "Password",
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
    ...properties,
  });

export function select({ label, name, options, value, ...properties }) {
  const id = `field-${name}-${++number}`;
  return h("div", { class: "field" }, [
    h("label", { for: id }, label),
    h("select", { id, name, ...properties }, [
      options.map(({ value: own, text, disabled }) =>
        h("option", { value: own, selected: own === value, disabled }, text),
      ),
    ]),
  ]);
}

/** Sets fields by name. One that has its value already keeps the caret where it is. */
export function setFields(form, values) {
  for (const [name, value] of Object.entries(values)) {
    if (form.elements[name].value !== value) form.elements[name].value = value;
  }
}

/**
 * A form.
 * - `submit(values, element)`: returns a promise. An error is shown beside the field at fault, if it names one.
 */
export function form({ fields, action, submit, kind = "", ...properties }) {
  const button = h("button", { type: "submit", class: `button ${kind}` }, action);
  const notice = h("p", { class: "notice", role: "alert" });
  const element = h("form", { class: "form", novalidate: true, ...properties, onsubmit: send }, [
    fields,
    notice,
    h("p", { class: "actions" }, button),
  ]);

  async function send(event) {
    event.preventDefault();
    // Disabling the button would take the focus away.
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
    if (input && error.status < 500 && error.status !== 429) {
      return blame(input, faultText(error, input.name, Object.fromEntries(new FormData(element))));
    }
    fill(notice, noticeText(error));
  }

  function blame(input, text) {
    input.setAttribute("aria-invalid", "true");
    fill(element.querySelector(`#${CSS.escape(input.id)}-fault`) ?? notice, text);
    input.focus();
  }
  return element;
}

/** The field that an error names, in `details` or in quotes; for a wrong password, the field of the password. */
function faultyField(error, element) {
  if (error.code === "INVALID_CREDENTIALS") return element.querySelector("[autocomplete=current-password]")?.name ?? "";
  const names = [error.details, ...(error.message.match(/'([a-z_]+)'/g) ?? []).map((text) => text.slice(1, -1))];
  return names.find((name) => name && element.elements[name]) ?? "";
}

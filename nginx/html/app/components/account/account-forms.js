// The forms to log in and to create an account, for the page and for the dialog.

import { request } from "../../api/http.js";
import { begin, mustChangePassword, owner } from "../../api/session.js";
import { h } from "../../lib/dom.js";
import { navigate } from "../../router.js";
import { currentPassword, field, form } from "../forms/fields.js";

/** Calls `onDone()` once somebody is logged in. */
function logInForm(onDone) {
  return form({
    action: "Log in",
    fields: [
      field({
        label: "Name or e-mail",
        name: "username",
        autocomplete: "username",
        autocapitalize: "none",
        spellcheck: "false",
        required: true,
        value: owner()?.username ?? "",
      }),
      currentPassword(),
    ],
    submit: async ({ username, password }) => {
      begin(await request("POST", "/api/auth/login", { body: { username, password } }));
      onDone();
      if (mustChangePassword()) navigate("/account");
    },
  });
}

function registerForm(onDone) {
  return form({
    action: "Create account",
    fields: [
      field({
        label: "Name",
        name: "username",
        hint: "3 to 32 characters.",
        autocomplete: "username",
        autocapitalize: "none",
        spellcheck: "false",
        required: true,
      }),
      field({ label: "E-mail", name: "email", type: "email", autocomplete: "email", required: true }),
      field({
        label: "Password",
        name: "password",
        type: "password",
        hint: "At least 8 characters, and not a common one.",
        autocomplete: "new-password",
        required: true,
      }),
      h("details", { class: "optional" }, [
        h("summary", {}, "About you (optional)"),
        field({ label: "Age", name: "age", type: "number", inputmode: "numeric", min: 0, max: 130 }),
        field({ label: "Gender", name: "gender", maxlength: 32 }),
      ]),
    ],
    submit: async ({ username, email, password, age, gender }) => {
      const body = { username, email, password };
      if (age !== "") body.age = Number(age);
      if (gender !== "") body.gender = gender;
      begin(await request("POST", "/api/auth/register", { body }));
      onDone();
    },
  });
}

/**
 * One of the two forms, and a button that shows the other.
 * - `onRegistered()`: called in place of `onDone` after somebody has created an account.
 * - `onForm(title)`: what heads the forms says which one it is.
 */
export function accountForms(onDone, { isRegistering = false, onForm = () => {}, onRegistered = onDone } = {}) {
  const element = h("div", { class: "account-forms" });
  const show = (registers) => {
    const other = registers ? "I have an account" : "Create an account";
    onForm(registers ? "Create an account" : "Log in");
    element.replaceChildren(
      registers ? registerForm(onRegistered) : logInForm(onDone),
      registers ? "" : forgotten(),
      h("p", { class: "other-way" }, [
        registers ? "Been here before? " : "New here? ",
        h(
          "button",
          {
            type: "button",
            class: "text-button",
            onclick: () => {
              show(!registers);
              element.querySelector("input").focus();
            },
          },
          [other],
        ),
      ]),
    );
  };
  show(isRegistering);
  return element;
}

const forgotten = () =>
  h("details", { class: "optional" }, [
    h("summary", {}, "I forgot my password"),
    h("p", { class: "hint" }, [
      "Marquee sends no mail. Ask the people who run this site: they can give you a password that works once, and you ",
      "choose a new one with it. Your ratings and your history stay.",
    ]),
  ]);

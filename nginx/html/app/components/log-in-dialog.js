// Logging in above the current view, which stays as it is.

import { SignedOutError } from "../api/client.js";
import { user } from "../api/session.js";
import { h } from "../lib/dom.js";

let open = null;

/** Resolves to whether somebody is logged in. */
export function askLogIn(reason = "") {
  open ??= show(reason).finally(() => {
    open = null;
  });
  return open;
}

async function show(reason) {
  // Most visits never need it.
  const { accountForms } = await import("./account-forms.js");
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "log-in-title" }, [
      h("div", { class: "dialog-head" }, [
        h("h2", { id: "log-in-title" }, "Log in"),
        h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() }, [
          "×",
        ]),
      ]),
      reason && h("p", { class: "reason" }, reason),
      accountForms(() => dialog.close()),
    ]);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(user() !== null);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("input").focus();
  });
}

/** Runs an action that needs a session; if the session has ended, asks the user to log in and runs it again. */
export async function insist(action) {
  try {
    return await action();
  } catch (error) {
    if (
      !(error instanceof SignedOutError) ||
      !(await askLogIn("Your session has ended. Log in to go on where you were."))
    )
      throw error;
    return action();
  }
}

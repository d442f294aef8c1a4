// Logging in above the current view, which stays as it is.

import { SignedOutError } from "../../api/client.js";
import { NoAnswerError } from "../../api/http.js";
import { user } from "../../api/session.js";
import { fill, h } from "../../lib/dom.js";
import { failure } from "../basics/states.js";

let open = null;

/** Resolves to whether somebody is logged in. */
export function askLogIn(reason = "") {
  open ??= show(reason).finally(() => {
    open = null;
  });
  return open;
}

function show(reason) {
  const title = h("h2", { id: "log-in-title" }, "Log in");
  const forms = h("div", {}, h("div", { class: "skeleton session-skeleton" }));
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "log-in-title" }, [
      h("div", { class: "dialog-head" }, [
        title,
        h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() }, [
          "×",
        ]),
      ]),
      reason && h("p", { class: "reason" }, reason),
      forms,
    ]);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(user() !== null);
    });
    document.body.append(dialog);
    dialog.showModal();
    // Most visits never need the forms.
    import("./account-forms.js").then(
      ({ accountForms }) => {
        const onForm = (text) => fill(title, text);
        fill(
          forms,
          accountForms(() => dialog.close(), { onForm }),
        );
        forms.querySelector("input").focus();
      },
      (error) => fill(forms, failure(new NoAnswerError("", { cause: error }))),
    );
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

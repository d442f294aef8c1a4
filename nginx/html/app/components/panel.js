import { SignedOutError } from "../api.js";
import { fill, h } from "../dom.js";
import { onSession, user } from "../session.js";
import { askLogIn } from "./log-in-dialog.js";
import { failure, message } from "./states.js";

/**
 * A part of a page whose content comes from the API: a skeleton of the same size first, then the content or what went
 * wrong. Whoever asks anew gives up the request before.
 * - `ask(signal)`: a promise of the data.
 * - `show(data)`: elements.
 */
export function panel({ ask, show, skeleton, signal }) {
  const node = h("div", { class: "panel" });
  let asking = new AbortController();
  let hasContent = false;

  async function load() {
    asking.abort();
    asking = new AbortController();
    const current = AbortSignal.any([signal, asking.signal]);
    node.setAttribute("aria-busy", "true");
    if (!hasContent) fill(node, skeleton());
    try {
      const data = await ask(current);
      if (current.aborted) return;
      fill(node, show(data, load));
      hasContent = true;
    } catch (error) {
      if (current.aborted) return;
      hasContent = false;
      if (error instanceof SignedOutError) fill(node, signedOut(load, current));
      else fill(node, failure(error, load, current));
    }
    node.removeAttribute("aria-busy");
  }
  return { node, load };
}

/** For what only someone who is logged in has; goes on by itself when somebody has. */
export function signedOut(retry, signal) {
  const end = onSession(() => {
    if (!user()) return;
    end();
    retry();
  }, signal);
  return message({
    title: "Log in to see this.", text: "Your picks stay as they are.",
    actions: [h("button", { type: "button", class: "button", onclick: () => askLogIn() }, "Log in")],
  });
}

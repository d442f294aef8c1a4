import { SignedOutError } from "../api/client.js";
import { onSession, user } from "../api/session.js";
import { h, refill } from "../lib/dom.js";
import { askLogIn } from "./account/log-in-dialog.js";
import { failure, message } from "./basics/states.js";

/**
 * A part of a page with content from the API: first a skeleton of the same size, then the content or what went wrong.
 * Loading it again aborts the request before.
 * - `ask(signal)`: returns a promise of the data.
 * - `show(data, load)`: returns elements.
 */
export function panel({ ask, show, skeleton, signal }) {
  const node = h("div", { class: "panel", tabindex: -1 });
  let asking = new AbortController();
  let hasContent = false;

  async function load() {
    asking.abort();
    asking = new AbortController();
    const current = AbortSignal.any([signal, asking.signal]);
    node.setAttribute("aria-busy", "true");
    if (!hasContent) refill(node, skeleton());
    try {
      const data = await ask(current);
      if (current.aborted) return;
      refill(node, show(data, load));
      hasContent = true;
    } catch (error) {
      if (current.aborted) return;
      hasContent = false;
      if (error instanceof SignedOutError) refill(node, signedOut(load, current));
      else refill(node, failure(error, load, current));
    }
    node.removeAttribute("aria-busy");
    // Without a network the content may be from an earlier visit.
    if (!navigator.onLine) addEventListener("online", load, { once: true, signal: current });
  }
  return { node, load };
}

/** In place of content that needs a session; retries by itself once somebody is logged in. */
export function signedOut(retry, signal) {
  const end = onSession(() => {
    if (!user()) return;
    end();
    retry();
  }, signal);
  return message({
    title: "Log in to see this.",
    text: "Your picks stay as they are.",
    actions: [h("button", { type: "button", class: "button", onclick: () => askLogIn() }, "Log in")],
  });
}

import { SignedOutError } from "../api/client.js";
import { onSession, user } from "../api/session.js";
import { fill, h } from "../lib/dom.js";
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
    if (!hasContent) refill(skeleton());
    try {
      const data = await ask(current);
      if (current.aborted) return;
      refill(show(data, load));
      hasContent = true;
    } catch (error) {
      if (current.aborted) return;
      hasContent = false;
      if (error instanceof SignedOutError) refill(signedOut(load, current));
      else refill(failure(error, load, current));
    }
    node.removeAttribute("aria-busy");
    // What is shown may be from before.
    if (!navigator.onLine) addEventListener("online", load, { once: true, signal: current });
  }

  /** The focus stays at its place: on the control that comes at that point of the new content. */
  function refill(content) {
    const place = controls().indexOf(document.activeElement);
    const hadFocus = node.contains(document.activeElement);
    fill(node, content);
    if (!hadFocus || node.contains(document.activeElement)) return;
    const next = controls();
    (next[Math.min(Math.max(place, 0), next.length - 1)] ?? node).focus({ preventScroll: true });
  }
  const controls = () => [...node.querySelectorAll("a[href]:not([tabindex='-1']), button:enabled, input")];
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

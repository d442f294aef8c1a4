// Messages in place of content: nothing found, no network, too many requests. Each says what to do now.

import { APIError, NoAnswerError } from "../../api/http.js";
import { SignedOutError } from "../../api/tokens.js";
import { h } from "../../lib/dom.js";

/** Milliseconds after which a request without an answer is sent again. */
const pause = 10_000;

/** A message in place of content. `actions`: elements. */
export function message({ title, text, actions = [], kind = "empty" }) {
  return h("div", { class: `message ${kind}`, role: kind === "empty" ? null : "alert" }, [
    h("p", { class: "message-title" }, title),
    text && h("p", {}, text),
    actions.length > 0 && h("p", { class: "actions" }, actions),
  ]);
}

/**
 * Says what went wrong and, if that may help, offers `retry`, if given. It is called once: by the user, or when there
 * may be a network again, but not after `signal` has aborted.
 * - `actions`: other ways on.
 */
export function failure(error, retry, signal, actions = []) {
  const { title, text } = explanation(error);
  const isFinal = error instanceof APIError && error.status < 500 && error.status !== 429;
  const waiting = new AbortController();
  const current = signal ? AbortSignal.any([signal, waiting.signal]) : waiting.signal;
  const again = () => {
    waiting.abort();
    retry();
  };
  const button = h("button", { type: "button", class: "button", onclick: again }, "Try again");
  if (!isFinal && error.retryAfter) countDown(button, error.retryAfter, current);
  if (retry && error instanceof NoAnswerError) {
    addEventListener("online", again, { once: true, signal: current });
    // The browser may think that it has a network, and be wrong.
    const timer = navigator.onLine && setTimeout(again, pause);
    current.addEventListener("abort", () => clearTimeout(timer), { once: true });
  }
  const id = error instanceof APIError && error.status >= 500 && error.requestId;
  return message({
    title,
    text,
    kind: "failure",
    actions: [!isFinal && retry && button, ...actions, id && h("small", {}, `Reference ${id.slice(0, 8)}`)].filter(
      Boolean,
    ),
  });
}

export function explanation(error) {
  if (error instanceof NoAnswerError) {
    return navigator.onLine
      ? {
          title: "There is no answer.",
          text: "The server may be starting, or the network is slow. What you picked and rated is kept.",
        }
      : { title: "You are offline.", text: "What you pick and rate meanwhile is kept, and sent when you are back." };
  }
  if (error instanceof SignedOutError) return { title: "You are logged out.", text: "Log in to go on." };
  if (!(error instanceof APIError)) {
    return { title: "Something went wrong here.", text: "Load the page again. What you picked and rated is kept." };
  }
  if (error.status === 429) return { title: "That was a lot at once.", text: "Wait a moment, then go on." };
  if (error.status === 404) return { title: "There is no such thing here.", text: "It may be gone." };
  if (error.status >= 500) {
    return {
      title: "Back in a moment.",
      text: "The service cannot answer just now. What you picked and rated is kept.",
    };
  }
  return { title: "That did not work.", text: "Load the page again, and try once more." };
}

function countDown(button, seconds, signal) {
  let left = Math.ceil(seconds);
  button.disabled = true;
  const tick = () => {
    button.textContent = left > 0 ? `Try again in ${left} s` : "Try again";
    button.disabled = left > 0;
    if (left-- <= 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 1_000);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  tick();
}

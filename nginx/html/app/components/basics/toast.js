// Toasts: short news at the edge of the page, which screen readers read out. A toast goes after a while, but not while
// it has the pointer or the focus.

import { fill, h } from "../../lib/dom.js";

/** Milliseconds. */
const duration = 8_000;
const region = h("div", { class: "toasts", role: "status" });
let timer = null;

export const toastRegion = () => region;

/** Shows `text`. `actions`: `{label, run}`, for example to undo. */
export function toast(text, ...actions) {
  clearTimeout(timer);
  const buttons = actions.filter(Boolean).map((action) =>
    h(
      "button",
      {
        type: "button",
        class: "text-button",
        onclick: () => {
          dismiss();
          action.run();
        },
      },
      [action.label],
    ),
  );
  const element = h(
    "div",
    {
      class: "toast",
      onpointerenter: () => clearTimeout(timer),
      onpointerleave: wait,
      onfocusin: () => clearTimeout(timer),
      onfocusout: wait,
    },
    [h("span", {}, text), buttons],
  );
  fill(region, element);
  wait();
}

export function dismiss() {
  clearTimeout(timer);
  fill(region);
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(dismiss, duration);
}

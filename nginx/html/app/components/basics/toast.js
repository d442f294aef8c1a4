// Toasts: short news at the edge of the page, which screen readers read out. A toast disappears after a while, but not
// while the pointer or the focus is on it. It gives the focus back.

import { fill, h } from "../../lib/dom.js";

/** Milliseconds. */
const duration = 8_000;
const region = h("div", { class: "toasts", role: "status" });
let timer = null;
let hasPointer = false;
/** What had the focus before the toast. */
let origin = null;

export const toastRegion = () => region;

/** Shows `text`. `actions`: `{label, run}`, for example to undo. */
export function toast(text, ...actions) {
  dismiss();
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
      onpointerenter: () => point(true),
      onpointerleave: () => point(false),
      onfocusin: enter,
      onfocusout: wait,
    },
    [h("span", {}, text), buttons],
  );
  fill(region, element);
  wait();
}

function enter({ relatedTarget: before }) {
  clearTimeout(timer);
  if (!region.contains(before)) origin = before;
}

function point(isOver) {
  hasPointer = isOver;
  wait();
}

function dismiss() {
  clearTimeout(timer);
  hasPointer = false;
  const hadFocus = region.contains(document.activeElement);
  fill(region);
  if (!hadFocus) return;
  const target = origin?.isConnected ? origin : document.querySelector("#stage h1");
  target?.focus({ preventScroll: true });
}

function wait() {
  clearTimeout(timer);
  if (!hasPointer && !region.contains(document.activeElement)) timer = setTimeout(dismiss, duration);
}

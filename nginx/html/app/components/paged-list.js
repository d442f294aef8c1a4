import { fill, h } from "../lib/dom.js";
import { deliver } from "../outbox/delivery.js";
import { insist } from "./account/log-in-dialog.js";
import { explanation, message } from "./basics/states.js";
import { toast } from "./basics/toast.js";
import { panel } from "./panel.js";

/**
 * A list that is loaded page by page, each added below the one before.
 * - `item(entry, removed)`: an element; null if the entry is part of one that is shown already. It calls `removed()`
 *   when the entry is gone.
 * - `countText(count)`: what stands above the list, if `ask` answers a `count`.
 */
export function pagedList({ ask, item, countText, skeleton, empty, signal }) {
  const list = h("ul", { class: "entries", role: "list" });
  const head = h("p", { class: "hint", role: "status" });
  let count = 0;
  let next = null;
  const items = (page) => page.items.map((entry) => item(entry, removed)).filter(Boolean);
  const showCount = () => fill(head, countText?.(count));
  function removed() {
    count -= 1;
    showCount();
    if (list.children.length > 0) return;
    if (next) first.load();
    else fill(first.node, message(empty));
  }
  const first = panel({
    ask: async (current) => {
      await deliver();
      return ask(undefined, current);
    },
    show: (page) => {
      list.replaceChildren(...items(page));
      count = page.count;
      next = page.next;
      showCount();
      return page.items.length === 0 ? message(empty) : [head, list, more(page.next)];
    },
    skeleton,
    signal,
  });
  function more(cursor) {
    if (!cursor) return null;
    const button = h("button", { type: "button", class: "button quiet", onclick: load }, "Show more");
    async function load() {
      button.setAttribute("aria-busy", "true");
      try {
        const page = await insist(() => ask(cursor, signal));
        const added = items(page);
        next = page.next;
        list.append(...added);
        const following = more(page.next);
        button.replaceWith(following ?? "");
        (added[0]?.querySelector("a") ?? following ?? first.node).focus();
      } catch (error) {
        button.removeAttribute("aria-busy");
        if (!signal.aborted) toast(explanation(error).title);
      }
    }
    return button;
  }
  first.load();
  return first.node;
}

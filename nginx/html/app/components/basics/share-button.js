import { h } from "../../lib/dom.js";
import { toast } from "./toast.js";

/**
 * A button that hands an address of this site to somebody else: with the system's own dialog, by the clipboard, or, if
 * the page may use neither, as a text to copy.
 * - `addressOf()`: its path and query.
 */
export function shareButton(title, addressOf, { text = "Share", kind = "quiet small" } = {}) {
  const field = h("input", {
    class: "share-address",
    type: "text",
    readonly: true,
    hidden: true,
    "aria-label": "Link",
  });

  async function share() {
    const url = new URL(addressOf(), location.origin).href;
    try {
      if (navigator.share) await navigator.share({ title, url });
      else {
        await navigator.clipboard.writeText(url);
        toast("The link is copied. Whoever opens it sees these films.");
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      field.hidden = false;
      field.value = url;
      field.select();
    }
  }
  return [h("button", { type: "button", class: `button ${kind}`, onclick: share }, text), field];
}

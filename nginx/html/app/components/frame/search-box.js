import { h } from "../../lib/dom.js";
import { navigate, onShown } from "../../router.js";

/** Milliseconds after the last key until a search starts. */
const pause = 140;

/** Searches as the user types, on the page that lists movies. */
export function searchBox() {
  let timer = null;
  const input = h("input", {
    id: "search",
    type: "search",
    name: "q",
    "aria-label": "Search films",
    placeholder: "Search films",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "search",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(look, pause);
    },
  });
  const form = h(
    "form",
    {
      class: "search",
      role: "search",
      action: "/browse",
      onsubmit: (event) => {
        event.preventDefault();
        look();
      },
    },
    [input],
  );

  function look() {
    clearTimeout(timer);
    const isThere = location.pathname === "/browse";
    const query = new URLSearchParams(isThere ? location.search : "");
    query.delete("page");
    const text = input.value.trim();
    if ((query.get("q") ?? "") === text) return;
    if (text) query.set("q", text);
    else query.delete("q");
    const rest = query.toString();
    navigate(`/browse${rest ? `?${rest}` : ""}`, { replace: isThere, keepsFocus: true });
  }
  // On the way back, show the search of that page.
  onShown(() => {
    if (document.activeElement === input) return;
    input.value = location.pathname === "/browse" ? (new URLSearchParams(location.search).get("q") ?? "") : "";
  });
  return form;
}

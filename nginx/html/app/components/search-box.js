import { h } from "../dom.js";
import { navigate } from "../router.js";

/** In milliseconds: between two keys of somebody who types. */
const pause = 140;

/** Looks for films as somebody types, on the page that lists them. */
export function searchBox() {
  let timer = null;
  const input = h("input", {
    id: "search", type: "search", name: "q", "aria-label": "Search films", placeholder: "Search films", autocomplete: "off", spellcheck: "false", enterkeyhint: "search",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(look, pause);
    },
  });
  const form = h("form", { class: "search", role: "search", action: "/browse", onsubmit: (event) => { event.preventDefault(); look(); } }, input);

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
  // Going back shows what was looked for then.
  addEventListener("marquee:shown", () => {
    if (document.activeElement === input) return;
    input.value = location.pathname === "/browse" ? (new URLSearchParams(location.search).get("q") ?? "") : "";
  });
  return form;
}

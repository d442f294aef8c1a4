import { get } from "../../api/client.js";
import { cover } from "../../cover/cover.js";
import { fill, h } from "../../lib/dom.js";
import { plural } from "../../lib/format.js";
import { remember, year } from "../../state/movies.js";

/** Milliseconds after the last key until a search starts. */
const pause = 140;
const most = 6;
let number = 0;

/**
 * A field that finds a movie by its title. The arrow keys lead to what was found.
 * - `onChoose(movie)`: one was chosen. The field is empty then, and has the focus.
 */
export function movieSearch({ label, onChoose, signal }) {
  const id = `movie-search-${++number}`;
  let timer = null;
  let asking = new AbortController();
  const found = h("ul", { class: "found-movies", role: "list", id: `${id}-found`, onkeydown: move });
  const news = h("p", { class: "unseen", role: "status" });
  const input = h("input", {
    id,
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "Title of a film",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(look, pause);
    },
    onkeydown: move,
  });

  async function look() {
    asking.abort();
    asking = new AbortController();
    const q = input.value.trim();
    if (!q) return show([]);
    try {
      const current = AbortSignal.any([signal, asking.signal]);
      const { result } = await get("/api/movies/search", { q, top_k: most }, current);
      show(remember(result));
      fill(news, result.length === 0 ? "No film found." : `${plural(result.length, "film")} found.`);
    } catch {
      // The next key asks again.
    }
  }
  /** A late answer takes the focus from no movie that it has, too. */
  function show(movies) {
    const held = found.contains(document.activeElement) ? document.activeElement.dataset.movie : null;
    fill(found, [
      movies.map((movie) =>
        h("li", {}, [
          h(
            "button",
            { type: "button", class: "found-movie", "data-movie": movie.id, onclick: () => choose(movie) },
            h("span", { class: "mini", "aria-hidden": "true" }, cover(movie)),
            h("span", {}, movie.title, year(movie) && h("span", { class: "hint" }, ` ${year(movie)}`)),
          ),
        ]),
      ),
    ]);
    if (held) (found.querySelector(`[data-movie="${held}"]`) ?? input).focus();
  }

  function choose(movie) {
    input.value = "";
    show([]);
    input.focus();
    onChoose(movie);
  }
  function move(event) {
    const stops = [input, ...found.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") show([]);
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      stops[1]?.click();
    }
    if (!step) return;
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(event.target) + step))].focus();
  }
  return {
    node: h("div", { class: "field movie-search" }, h("label", { for: id }, label), input, found, news),
    focus: () => input.focus(),
  };
}

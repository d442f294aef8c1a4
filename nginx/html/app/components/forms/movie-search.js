import { get } from "../../api/client.js";
import { cover } from "../../cover/cover.js";
import { fill, h, unseen } from "../../lib/dom.js";
import { plural } from "../../lib/format.js";
import { remember, year } from "../../state/movies.js";
import { explanation } from "../basics/states.js";

/** Milliseconds after the last key until a search starts. */
const pause = 140;
const most = 6;
let number = 0;

/**
 * A field that finds a movie by its title. The arrow keys lead to what was found, and Enter takes the first of it.
 * - `onChoose(movie)`: one was chosen. The field is empty then, and has the focus.
 */
export function movieSearch({ label, onChoose, signal }) {
  const id = `movie-search-${++number}`;
  let timer = null;
  let asking = new AbortController();
  /** The text whose movies are shown: what is typed next finds others. */
  let answered = "";
  const found = h("ul", { class: "found-movies", role: "list", onkeydown: move });
  const news = h("p", { class: "hint", role: "status" });
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
  const typed = () => input.value.trim();

  async function look() {
    const q = typed();
    stop();
    if (!q) return show(q, []);
    const current = AbortSignal.any([signal, asking.signal]);
    try {
      const { result } = await get("/api/movies/search", { q, top_k: most }, current);
      show(q, remember(result));
      fill(news, result.length === 0 ? "No film found." : unseen(`${plural(result.length, "film")} found.`));
    } catch (error) {
      if (current.aborted) return;
      // The next key, or Enter, asks again.
      show("", []);
      fill(news, explanation(error).title);
    }
  }

  /** An answer on its way is for a text that is no longer there. */
  function stop() {
    clearTimeout(timer);
    asking.abort();
    asking = new AbortController();
  }

  /** A late answer does not take the focus from a movie that it has, too. */
  function show(q, movies) {
    answered = q;
    const held = found.contains(document.activeElement) ? document.activeElement.dataset.movie : null;
    fill(news);
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
    stop();
    show("", []);
    input.focus();
    onChoose(movie);
  }

  function move(event) {
    const stops = [input, ...found.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      stop();
      show("", []);
    }
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      // Nobody has chosen from what an earlier text has found.
      if (typed() === answered) stops[1]?.click();
      else look();
    }
    if (!step) return;
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(event.target) + step))].focus();
  }
  return h("div", { class: "field movie-search" }, h("label", { for: id }, label), input, found, news);
}

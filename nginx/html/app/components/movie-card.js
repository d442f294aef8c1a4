import { cover } from "../cover/cover.js";
import { h } from "../lib/dom.js";
import { address, genres, remember, year } from "../state/movies.js";
import { pickButton } from "./pick-button.js";
import { stars } from "./stars.js";
import { watchlistButton } from "./watchlist-button.js";

/** Year and first genres, as far as they are known. */
export const facts = (movie, count = 2) =>
  [year(movie), genres(movie).slice(0, count).join(", ")].filter(Boolean).join(" · ");

/** A movie with a heart to like it, a + to want to see it, and stars to rate it. */
export function movieCard(movie, signal, { level = 3 } = {}) {
  return h("article", { class: "card" }, [
    h("a", { class: "card-link", href: address(movie) }, cover(movie), h(`h${level}`, {}, movie.title)),
    h("p", { class: "facts" }, facts(movie)),
    pickButton(movie, signal),
    watchlistButton(movie, signal),
    stars(movie, signal, { isSmall: true }),
  ]);
}

export const movieGrid = (movies, signal, options) =>
  h("ul", { class: "grid", role: "list" }, [
    remember(movies).map((movie) => h("li", {}, movieCard(movie, signal, options))),
  ]);

/** One line of cards, which scrolls sideways if it is wider than the page. */
export const movieRow = (movies, signal, label) =>
  h("ul", { class: "row", role: "list", tabindex: 0, "aria-label": label }, [
    remember(movies).map((movie) => h("li", {}, movieCard(movie, signal))),
  ]);

/** A placeholder of the same size as the cards to come. */
export const gridSkeleton = (count, kind = "grid") =>
  h("div", { class: kind, "aria-hidden": "true" }, [
    Array.from({ length: count }, () =>
      h("div", { class: "card skeleton" }, [
        h("div", { class: "cover" }),
        h("div", { class: "bar" }),
        h("div", { class: "bar short" }),
      ]),
    ),
  ]);

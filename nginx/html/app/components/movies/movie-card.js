import { cover } from "../../cover/cover.js";
import { fill, h, unseen } from "../../lib/dom.js";
import { average, plural } from "../../lib/format.js";
import { carrying } from "../../router.js";
import { averageOf, onAverages } from "../../state/averages.js";
import { address, genres, remember, year } from "../../state/movies.js";
import { originIn } from "../../state/origins.js";
import { pickButton } from "./pick-button.js";
import { stars } from "./stars.js";
import { watchlistButton } from "./watchlist-button.js";

/** Year and first genres, as far as they are known. */
export const facts = (movie, count = 2) =>
  [year(movie), genres(movie).slice(0, count).join(", ")].filter(Boolean).join(" · ");

/** "★ 4.1 583 ratings": what everybody thinks of a movie. Empty until it is known. */
export function everybodysRating(movie, signal) {
  const element = h("span", { class: "everybody" });
  const show = () => {
    const known = averageOf(movie);
    if (known?.count === 0) fill(element, "No ratings yet");
    else if (known) {
      fill(element, [
        h("span", { class: "star-sign", "aria-hidden": "true" }, "★"),
        h("strong", {}, average(known.average)),
        unseen(" stars of 5 from "),
        ` ${plural(known.count, "rating")}`,
      ]);
    }
    return known !== undefined;
  };
  if (!show()) onAverages(show, signal);
  return element;
}

/**
 * A movie with a heart to like it, a + to want to see it, and stars to rate it.
 * - `origin`: of the events (origins.js).
 */
function movieCard(movie, signal, { level = 3, origin } = {}) {
  const link = h("a", { class: "card-link", href: address(movie) }, cover(movie), h(`h${level}`, {}, movie.title));
  return h("article", { class: "card" }, [
    carrying(link, { origin }),
    h("p", { class: "facts" }, facts(movie)),
    h("p", { class: "facts" }, everybodysRating(movie, signal)),
    pickButton(movie, signal, { origin }),
    watchlistButton(movie, signal),
    stars(movie, signal, { isSmall: true, origin }),
  ]);
}

const cards = (movies, signal, { list, ...options } = {}) =>
  remember(movies).map((movie, index) =>
    h("li", {}, movieCard(movie, signal, { ...options, origin: originIn(list, index) })),
  );

/** - `list`: the id of the recommendation that the movies are, if it is recorded. */
export const movieGrid = (movies, signal, options) =>
  h("ul", { class: "grid", role: "list" }, cards(movies, signal, options));

/** One line of cards, which scrolls sideways if it is wider than the page. */
export const movieRow = (movies, signal, label, list) =>
  h("ul", { class: "row", role: "list", tabindex: 0, "aria-label": label }, cards(movies, signal, { list }));

/** A placeholder of the same size as the cards to come. */
export const gridSkeleton = (count, kind = "grid") =>
  h("div", { class: kind, "aria-hidden": "true" }, [
    Array.from({ length: count }, () =>
      h("div", { class: "card skeleton" }, [
        h("div", { class: "cover" }),
        h("div", { class: "bar" }),
        h("div", { class: "bar short" }),
        h("div", { class: "bar short" }),
      ]),
    ),
  ]);

import { cover } from "../cover/cover.js";
import { h } from "../dom.js";
import { address, genres, remember, year } from "../films.js";
import { pickButton } from "./pick-button.js";

/** Year and first genres, as far as known. */
export const facts = (film, count = 2) => [year(film), genres(film).slice(0, count).join(", ")].filter(Boolean).join(" · ");

export function filmCard(film, signal, { level = 3, hasPick = true } = {}) {
  return h(
    "article", { class: "card" },
    h("a", { class: "card-link", href: address(film) }, cover(film), h(`h${level}`, {}, film.title)),
    h("p", { class: "facts" }, facts(film)), hasPick && pickButton(film, signal));
}

export const filmGrid = (films, signal, options) =>
  h("ul", { class: "grid", role: "list" }, remember(films).map((film) => h("li", {}, filmCard(film, signal, options))));

/** One line of cards, which scrolls sideways where it is longer than the page. */
export const filmRow = (films, signal, label) =>
  h("ul", { class: "row", role: "list", tabindex: 0, "aria-label": label }, remember(films).map((film) => h("li", {}, filmCard(film, signal))));

/** As large as what comes. */
export const gridSkeleton = (count, kind = "grid") =>
  h("div", { class: kind, "aria-hidden": "true" }, Array.from({ length: count }, () =>
    h("div", { class: "card skeleton" }, h("div", { class: "cover" }), h("div", { class: "bar" }), h("div", { class: "bar short" }))));

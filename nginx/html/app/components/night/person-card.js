import { h } from "../../lib/dom.js";
import { plural } from "../../lib/format.js";
import { address } from "../../state/movies.js";
import { mostFilms } from "../../state/night.js";
import { movieSearch } from "../forms/movie-search.js";

/**
 * Somebody who comes to a movie night, with the films that they like.
 * - `person`: `{name, ids}`.
 * - `movies`: a map by id.
 * - `isActive`: films are being added.
 * - `picks`: the ids of the user's own picks.
 * - `on`: `{films(ids), filmGone(movie), gone(), active(isActive)}`, what the user has asked for.
 *
 * Returns `{node, focus}`: where to go on, the field if there is one.
 */
export function personCard({ name, ids }, movies, { isActive, picks, signal, on }) {
  const films = ids.map((id) => movies.get(id)).filter(Boolean);
  const mine = picks.filter((id) => !ids.includes(id));
  const search =
    isActive &&
    ids.length < mostFilms &&
    movieSearch({ label: `Films that ${name} likes`, signal, onChoose: (movie) => on.films([movie.id]) });
  const button = (text, onclick, properties = {}) =>
    h("button", { type: "button", class: "button quiet small", onclick, ...properties }, text);
  const turn = isActive
    ? button("Done", () => on.active(false))
    : button(films.length === 0 ? "Add films" : "Add more", () => on.active(true), {
        "aria-label": `Add films for ${name}`,
      });
  const node = h("li", { class: "person" }, [
    h("div", { class: "section-head" }, [
      h("h3", {}, name),
      h("button", { type: "button", class: "text-button", "aria-label": `Remove ${name}`, onclick: on.gone }, "Remove"),
    ]),
    films.length > 0 && h("ul", { class: "films", role: "list" }, [films.map((movie) => chip(movie, name, on))]),
    search,
    h("p", { class: "actions" }, [
      turn,
      isActive && mine.length > 0 && button(`Take my ${plural(mine.length, "pick")}`, () => on.films(mine)),
    ]),
  ]);
  return { node, focus: () => (search ? search.querySelector("input") : turn).focus() };
}

const chip = (movie, name, on) =>
  h("li", { class: "chip" }, [
    h("a", { href: address(movie) }, movie.title),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": `Take ${movie.title} from ${name}`,
        onclick: () => on.filmGone(movie),
      },
      "×",
    ),
  ]);

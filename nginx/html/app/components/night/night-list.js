import { cover } from "../../cover/cover.js";
import { h } from "../../lib/dom.js";
import { list } from "../../lib/format.js";
import { carrying } from "../../router.js";
import { address, remember } from "../../state/movies.js";
import { originIn } from "../../state/origins.js";
import { everybodysRating, facts } from "../movies/movie-card.js";
import { watchlistButton } from "../movies/watchlist-button.js";

/**
 * Films for several people, each with how it suits whom.
 * - `names`: of the people, in the order of the request.
 * - `id`: of the list, if it is recorded.
 * - `onRefuse(movie)`: somebody does not want it tonight.
 */
export const nightList = (movies, names, { id, signal, onRefuse }) =>
  h("ol", { class: "recommendations", role: "list" }, [
    remember(movies).map((movie, index) => {
      const link = (properties, ...content) =>
        carrying(h("a", { href: address(movie), ...properties }, content), { origin: originIn(id, index) });
      return h("li", {}, [
        h("span", { class: "rank", "aria-hidden": "true" }, index + 1),
        link({ class: "mini", tabindex: -1, "aria-hidden": "true" }, cover(movie)),
        h("div", { class: "what" }, [
          h("h3", {}, link({}, movie.title)),
          h("p", { class: "facts" }, h("span", {}, facts(movie, 3)), everybodysRating(movie, signal)),
          movie.matches.some((match) => match !== null) && h("p", { class: "match" }, suits(movie.matches, names)),
          h("p", { class: "dismiss" }, [
            h(
              "button",
              {
                type: "button",
                class: "text-button small-text",
                "aria-label": `Not tonight: ${movie.title}`,
                onclick: () => onRefuse(movie),
              },
              "Not tonight",
            ),
          ]),
        ]),
        h("div", { class: "signs" }, watchlistButton(movie, signal)),
      ]);
    }),
  ]);

/** The lowest match for each wording. A match is the share of the candidate films that the person likes no more. */
const verdicts = [
  [0.97, "one of the very best for"],
  [0.9, "a great choice for"],
  [0.75, "a good choice for"],
  [0.5, "all right for"],
  [0, "not quite the taste of"],
];

/**
 * "One of the very best for Anna and Ben, a good choice for Carla."
 * - `matches`: for each person; null if the model knows none of their films.
 */
function suits(matches, names) {
  const verdictOf = (match) => match !== null && verdicts.find(([least]) => match >= least);
  const groups = verdicts
    .map((verdict) => [verdict[1], names.filter((_, place) => verdictOf(matches[place]) === verdict)])
    .filter(([, group]) => group.length > 0);
  const unknown = names.filter((_, place) => matches[place] === null);
  return [
    groups.map(([text, group], index) => [
      index === 0 ? text[0].toUpperCase() + text.slice(1) : `, ${text}`,
      " ",
      h("span", {}, list(group)),
    ]),
    ".",
    unknown.length > 0 && [" What ", h("span", {}, list(unknown)), " named is too new to be known."],
  ];
}

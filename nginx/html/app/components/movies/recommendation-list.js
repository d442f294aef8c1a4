import { cover } from "../../cover/cover.js";
import { fill, h } from "../../lib/dom.js";
import { list, percent, score } from "../../lib/format.js";
import { carrying } from "../../router.js";
import { address, remember } from "../../state/movies.js";
import { originIn } from "../../state/origins.js";
import { dismissButtons } from "./dismiss-buttons.js";
import { everybodysRating, facts } from "./movie-card.js";
import { pickButton } from "./pick-button.js";
import { watchlistButton } from "./watchlist-button.js";

/**
 * Movies, best first, each with how well it fits, and for which of the user's movies.
 * - `isPopular`: the list is the same for everybody, and fits nobody in particular.
 * - `list`: the id of the list, if it is recorded.
 * - `onPick(movie)`: called when one is picked.
 */
export function recommendationList(
  movies,
  signal,
  { common = new Set(), isCompact = false, isPopular = false, level = 3, list: id, onPick } = {},
) {
  const best = Math.max(...movies.map((movie) => movie.score), Number.MIN_VALUE);
  return h("ol", { class: `recommendations${isCompact ? " compact" : ""}`, role: "list" }, [
    remember(movies).map((movie, index) => {
      const origin = originIn(id, index);
      const link = (properties, ...content) =>
        carrying(h("a", { href: address(movie), ...properties }, content), { origin });
      const place = h("li", { class: common.has(movie.id) ? "common" : null });
      return fill(place, [
        h("span", { class: "rank", "aria-hidden": "true" }, index + 1),
        link({ class: "mini", tabindex: -1, "aria-hidden": "true" }, cover(movie)),
        h("div", { class: "what" }, [
          h(`h${level}`, {}, link({}, movie.title)),
          h("p", { class: "facts" }, h("span", {}, facts(movie, 3)), everybodysRating(movie, signal)),
          !isPopular && match(movie, best),
          numbers(movie, best),
          common.has(movie.id) && h("p", { class: "in-both" }, "In both lists"),
          dismissButtons(movie, signal, place, origin),
        ]),
        h("div", { class: "signs" }, pickButton(movie, signal, { onPick, origin }), watchlistButton(movie, signal)),
      ]);
    }),
  ]);
}

/** Shares of the best score of the list from which words apply. */
const strengths = [
  [0.75, "A strong match"],
  [0.5, "A good match"],
  [-Infinity, "Worth a look"],
];
const shareOf = (movie, best) => Math.max(0, Math.min(1, movie.score / best));
const reasonsOf = (movie) => (movie.because ?? []).filter(({ share }) => share >= 0.01).slice(0, 3);

/** "A strong match, above all for Star Wars, also for Alien" */
function match(movie, best) {
  const [, words] = strengths.find(([least]) => shareOf(movie, best) >= least);
  const [first, ...others] = reasonsOf(movie).map(({ title }) => title);
  return h("p", { class: "match" }, [
    words,
    first && [", above all for ", h("span", {}, first)],
    others.length > 0 && [", also for ", h("span", {}, list(others))],
  ]);
}

/** For the curious: the score, with a bar in proportion to the best one, the chance, and what each reason adds. */
function numbers(movie, best) {
  const bar = h("span", { class: "score-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", shareOf(movie, best));
  const shares = reasonsOf(movie).map(({ title, share }) => `${title} ${percent(share)}`);
  return h("p", { class: "numbers" }, [
    h("span", { class: "score" }, `Score ${score(movie.score)}`),
    bar,
    movie.chance !== undefined && h("span", {}, `${percent(movie.chance)} likely to like it`),
    shares.length > 0 && h("span", {}, list(shares)),
  ]);
}

export const recommendationSkeleton = (count = 6) =>
  h("div", { class: "recommendations", "aria-hidden": "true" }, [
    Array.from({ length: count }, () =>
      h("div", { class: "skeleton rec" }, [
        h("div", { class: "cover" }),
        h("div", { class: "what" }, h("div", { class: "bar" }), h("div", { class: "bar short" })),
      ]),
    ),
  ]);

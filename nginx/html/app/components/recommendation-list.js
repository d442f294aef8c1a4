import { cover } from "../cover/cover.js";
import { h, unseen } from "../lib/dom.js";
import { list, percent, score } from "../lib/format.js";
import { address, remember } from "../state/movies.js";
import { facts } from "./movie-card.js";
import { pickButton } from "./pick-button.js";

/** Movies, best first, each with its score and reasons. `verb`: what the user did with the movies of the reasons. */
export function recommendationList(
  movies,
  signal,
  { verb = "picked", common = new Set(), isCompact = false, level = 3 } = {},
) {
  const best = Math.max(...movies.map((movie) => movie.score), Number.MIN_VALUE);
  return h("ol", { class: `recommendations${isCompact ? " compact" : ""}`, role: "list" }, [
    remember(movies).map((movie, index) =>
      h("li", { class: common.has(movie.id) ? "common" : null }, [
        h("span", { class: "rank", "aria-hidden": "true" }, index + 1),
        h("a", { class: "mini", href: address(movie), tabindex: -1, "aria-hidden": "true" }, cover(movie)),
        h("div", { class: "what" }, [
          h(`h${level}`, {}, h("a", { href: address(movie) }, movie.title)),
          h("p", { class: "facts" }, facts(movie, 3)),
          because(movie.because ?? [], verb),
          common.has(movie.id) && h("p", { class: "in-both" }, "In both lists"),
        ]),
        scoreOf(movie, best),
        pickButton(movie, signal),
      ]),
    ),
  ]);
}

/** The number, and a bar in proportion to the best one. */
function scoreOf(movie, best) {
  const share = Math.max(0, Math.min(1, movie.score / best));
  const bar = h("span", { class: "score-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", share);
  return h("p", { class: "score" }, unseen("Score "), h("span", { class: "score-number" }, score(movie.score)), bar);
}

function because(reasons, verb) {
  const shown = reasons.filter(({ share }) => share >= 0.01).slice(0, 3);
  if (shown.length === 0) return null;
  const parts = shown.map(({ title, share }) => `${title} (${percent(share)})`);
  return h("p", { class: "because" }, `Because you ${verb} `, h("span", {}, list(parts)));
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

import { cover } from "../cover/cover.js";
import { h, unseen } from "../dom.js";
import { address, remember } from "../films.js";
import { list, percent, score } from "../format.js";
import { facts } from "./film-card.js";
import { pickButton } from "./pick-button.js";

/** Films best first, each with its score and the films that spoke for it. `verb`: what the person did with those. */
export function recommendationList(films, signal, { verb = "picked", common = new Set(), isCompact = false, level = 3 } = {}) {
  const best = Math.max(...films.map((film) => film.score), Number.MIN_VALUE);
  return h("ol", { class: `recommendations${isCompact ? " compact" : ""}`, role: "list" }, remember(films).map((film, index) =>
    h("li", { class: common.has(film.id) ? "common" : null },
      h("span", { class: "rank", "aria-hidden": "true" }, index + 1),
      h("a", { class: "mini", href: address(film), tabindex: -1, "aria-hidden": "true" }, cover(film)),
      h("div", { class: "what" },
        h(`h${level}`, {}, h("a", { href: address(film) }, film.title)), h("p", { class: "facts" }, facts(film, 3)),
        because(film.because ?? [], verb), common.has(film.id) && h("p", { class: "in-both" }, "In both lists")),
      scoreOf(film, best), pickButton(film, signal))));
}

/** The number itself, and a bar of it beside the best one's. */
function scoreOf(film, best) {
  const share = Math.max(0, Math.min(1, film.score / best));
  const bar = h("span", { class: "score-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", share);
  return h("p", { class: "score" }, unseen("Score "), h("span", { class: "score-number" }, score(film.score)), bar);
}

function because(reasons, verb) {
  const shown = reasons.filter(({ share }) => share >= 0.01).slice(0, 3);
  if (shown.length === 0) return null;
  const parts = shown.map(({ title, share }) => `${title} (${percent(share)})`);
  return h("p", { class: "because" }, `Because you ${verb} `, h("span", {}, list(parts)));
}

export const recommendationSkeleton = (count = 6) =>
  h("div", { class: "recommendations", "aria-hidden": "true" }, Array.from({ length: count }, () =>
    h("div", { class: "skeleton rec" }, h("div", { class: "cover" }), h("div", { class: "what" }, h("div", { class: "bar" }), h("div", { class: "bar short" })))));

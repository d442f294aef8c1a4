import { h } from "../../lib/dom.js";
import { list, plural } from "../../lib/format.js";
import { address, year } from "../../state/movies.js";
import { importQuestions } from "./import-questions.js";
import { newText, sources } from "./texts.js";

/**
 * What was found in a file, what is to be confirmed, and what was left out.
 * - `actions`: what can be done with it.
 * - `onChange(choices)`: somebody has decided which movie a row means.
 */
export const importPreview = (answer, actions, onChange) => [
  h("h2", {}, headingText(answer)),
  h("ul", { class: "tally", role: "list" }, [
    tally(answer).map(({ amount, what, hint }) =>
      h("li", {}, h("strong", {}, amount), ` ${what}`, h("p", { class: "hint" }, hint)),
    ),
  ]),
  actions,
  answer.ambiguous.length > 0 &&
    h("section", {}, h("h3", {}, "Which one is it?"), importQuestions(answer.ambiguous, onChange)),
  answer.preview.length > 0 && found(answer),
  answer.unmatched.length > 0 && leftOut(answer),
];

/** "From Letterboxd: 2 films found and 1 row left out." */
export const summaryText = (answer) =>
  `${headingText(answer)}: ${list(tally(answer).map(({ amount, what }) => `${amount} ${what}`))}.`;

const headingText = ({ source }) => `From ${sources[source]}`;

const tally = (answer) =>
  [
    [answer.matched, "film", "found", newText(answer)],
    [answer.ambiguous_count, "film", "to confirm", "Choose below which ones they are, or leave it for later."],
    [answer.unmatched_count, "row", "left out", "Not in this catalogue, or not a film."],
  ]
    .filter(([count]) => count > 0)
    .map(([count, thing, what, hint]) => ({ amount: plural(count, thing), what, hint }));

const found = ({ preview, matched }) =>
  h("details", { class: "curious" }, [
    h("summary", {}, "What was found"),
    h("ul", { class: "rows", role: "list" }, [
      preview.map(({ movie, rating, title }) =>
        h("li", {}, [
          h("a", { href: address(movie), target: "_blank" }, movie.title),
          h("span", { class: "hint" }, [
            ` ${[year(movie), rating && plural(rating, "star")].filter(Boolean).join(", ")}`,
            title !== movie.title && `; in your file: ${title}`,
          ]),
        ]),
      ),
    ]),
    matched > preview.length && h("p", { class: "hint" }, `And ${plural(matched - preview.length, "other")}.`),
  ]);

const reasons = {
  not_found: "Not in this catalogue",
  too_many_questions: "Too many to ask about",
  series: "A series",
  other_kind: "Not a film",
  no_title: "No title",
  invalid_rating: "Not a valid rating",
  no_rating: "No rating",
  invalid_date: "Not a valid date",
  future_date: "A date in the future",
  malformed: "Cannot be read",
};

const leftOut = ({ unmatched, unmatched_count: count }) =>
  h("details", { class: "curious" }, [
    h("summary", {}, "What was left out"),
    h("ul", { class: "rows", role: "list" }, [
      unmatched.map(({ row, title, year: said, reason }) =>
        h("li", {}, [
          title ?? `Row ${row}`,
          h("span", { class: "hint" }, ` ${[said, reasons[reason] ?? reasons.malformed].filter(Boolean).join(". ")}`),
        ]),
      ),
    ]),
    count > unmatched.length && h("p", { class: "hint" }, `And ${plural(count - unmatched.length, "other")}.`),
  ]);

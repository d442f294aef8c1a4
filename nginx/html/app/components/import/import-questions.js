import { cover } from "../../cover/cover.js";
import { fill, h } from "../../lib/dom.js";
import { plural } from "../../lib/format.js";
import { year } from "../../state/movies.js";

/** As many as somebody reads at once. */
const shown = 20;
let number = 0;

/**
 * Rows of a file that may mean one of several movies, each with a choice. None is made in advance.
 * - `rows`: `{row, title, year, rating, candidates}`.
 * - `onChange(choices)`: a map of the rows that are decided; null stands for none of the candidates.
 */
export function importQuestions(rows, onChange) {
  const choices = new Map();
  // Another file may have the same rows on the same page.
  const group = `question-${++number}`;
  const list = h("ul", { class: "questions", role: "list" });
  const more = h("button", { type: "button", class: "button quiet", onclick: () => add(true) }, "Show more");
  const node = h("div", { class: "question-list" }, [
    rows.length > 1 &&
      h("p", { class: "actions" }, [
        h("button", { type: "button", class: "button quiet small", onclick: takeFirst }, "Take the first of each"),
      ]),
    list,
    h("p", { class: "actions" }, more),
  ]);

  function add(hasFocus = false) {
    const start = list.children.length;
    const next = rows.slice(start, start + shown).map((row) => question(row));
    list.append(...next);
    more.hidden = list.children.length >= rows.length;
    if (hasFocus) next[0].querySelector("input").focus();
  }

  function question({ row, title, year: said, rating, candidates }) {
    const option = (movie, content) =>
      h("label", { class: "candidate" }, [
        h("input", {
          type: "radio",
          name: `${group}-${row}`,
          value: movie?.id ?? "none",
          checked: choices.has(row) && choices.get(row) === (movie?.id ?? null),
          onchange: () => {
            choices.set(row, movie?.id ?? null);
            onChange(choices);
          },
        }),
        content,
      ]);
    const facts = [said, rating && plural(rating, "star")].filter(Boolean).join(", ");
    return h("li", {}, [
      h("fieldset", { class: "question" }, [
        h("legend", {}, h("strong", {}, title), facts && h("span", { class: "hint" }, ` ${facts}`)),
        h("div", { class: "candidates" }, [
          candidates.map((movie) =>
            option(movie, [
              h("span", { class: "mini", "aria-hidden": "true" }, cover(movie)),
              h("span", {}, movie.title, year(movie) && h("span", { class: "hint" }, ` ${year(movie)}`)),
            ]),
          ),
          option(null, h("span", {}, "None of these")),
        ]),
      ]),
    ]);
  }

  /** One decision for all that are open; each can still be changed. */
  function takeFirst() {
    for (const { row, candidates } of rows) if (!choices.has(row)) choices.set(row, candidates[0]?.id ?? null);
    const count = list.children.length;
    fill(list);
    while (list.children.length < count) add();
    onChange(choices);
  }
  add();
  return node;
}

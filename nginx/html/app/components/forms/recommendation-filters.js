// What recommendations may be: how varied, of which genres and years, how well known, and only from the watchlist.

import { user } from "../../api/session.js";
import { h } from "../../lib/dom.js";
import { filterForm, filtersOf, genreMenu, yearFields, years } from "./filters.js";

/** Ratings from which a film counts as well known. */
const wellKnown = 50;

/** The filters in the query of an address, each a text and empty if absent. */
export const choicesOf = (query) => ({
  ...filtersOf(query),
  without: query.get("without") ?? "",
  varied: /^(25|50|75|100)$/.test(query.get("varied") ?? "") ? query.get("varied") : "",
  known: query.has("known") ? "1" : "",
  mine: query.has("mine") && user() ? "1" : "",
});

/** The members of a request for recommendations. */
export function fieldsOf({ genre, without, varied, known, mine, ...range }) {
  const { year_from, year_to } = years(range);
  return {
    genres: genre ? [genre] : undefined,
    exclude_genres: without && without !== genre ? [without] : undefined,
    year_from: year_from ? Number(year_from) : undefined,
    year_to: year_to ? Number(year_to) : undefined,
    min_ratings: known ? wellKnown : undefined,
    within: mine ? "watchlist" : undefined,
    diversity: varied ? Number(varied) / 100 : undefined,
  };
}

/** Calls `onChange(choices)` at each change. */
export function recommendationFilters(choices, onChange) {
  const box = (name, label) =>
    h("label", { class: "check" }, h("input", { type: "checkbox", name, checked: choices[name] === "1" }), label);
  const varied = h("div", { class: "field slider" }, [
    h("label", { for: "varied" }, "Mix"),
    h("div", { class: "slider-row" }, [
      h("span", { class: "hint", "aria-hidden": "true" }, "More familiar"),
      h("input", {
        id: "varied",
        type: "range",
        name: "varied",
        min: 0,
        max: 100,
        step: 25,
        value: choices.varied || "0",
        "aria-valuetext": spoken(choices.varied),
      }),
      h("span", { class: "hint", "aria-hidden": "true" }, "More varied"),
    ]),
  ]);
  const isOpen = ["without", "from", "to", "known", "mine"].some((name) => choices[name]);
  const element = filterForm(
    [
      genreMenu({ label: "Genre", name: "genre", nothing: "All genres", value: choices.genre }),
      varied,
      h("details", { class: "more-filters", open: isOpen }, [
        h("summary", {}, "More filters"),
        h("div", { class: "filters" }, [
          genreMenu({ label: "Leave out", name: "without", nothing: "Nothing", value: choices.without }),
          yearFields(choices),
          h("div", { class: "checks" }, [
            box("known", "Well known only"),
            user() && box("mine", "From my watchlist only"),
          ]),
        ]),
      ]),
    ],
    (values) => {
      setSpoken(values.varied);
      onChange({
        ...values,
        varied: values.varied === "0" ? "" : values.varied,
        known: values.known ? "1" : "",
        mine: values.mine ? "1" : "",
      });
    },
    "for-recommendations",
  );
  const setSpoken = (value) => element.elements.varied.setAttribute("aria-valuetext", spoken(value));

  return {
    node: h("details", { class: "settings", open: isWide() }, h("summary", {}, "Filters"), element),
    /** Shows other choices. What has its value already keeps the caret where it is. */
    set(next) {
      for (const [name, value] of Object.entries(next)) {
        const input = element.elements[name];
        if (!input) continue;
        if (input.type === "checkbox") input.checked = value === "1";
        else if (input.type === "range") input.value = value || "0";
        else if (input.value !== value) input.value = value;
      }
      setSpoken(next.varied);
    },
  };
}

/** On a narrow screen open filters would fill the screen before any film. */
const isWide = () => matchMedia("(min-width: 60rem)").matches;

const spoken = (value) =>
  ({ 25: "a little varied", 50: "half and half", 75: "rather varied", 100: "as varied as it gets" })[value] ??
  "as familiar as it gets";

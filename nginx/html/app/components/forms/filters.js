import { get } from "../../api/client.js";
import { fill, h } from "../../lib/dom.js";
import { once } from "../../lib/once.js";
import { field, select } from "./fields.js";

const loadGenres = once(() => get("/api/genres"));

export const loadGenreNames = () => loadGenres().then(({ genres }) => genres.map(({ name }) => name));

/** The filters in the query of an address: `{genre, from, to}`, each a text and empty if absent. */
export const filtersOf = (query) => ({
  genre: query.get("genre") ?? "",
  from: yearOf(query.get("from")),
  to: yearOf(query.get("to")),
});

export const yearOf = (text) => (/^[1-9]\d{0,3}$/.test(text ?? "") ? text : "");

/** The years as parameters of the API, in order even if somebody typed the later one first. */
export function years({ from, to }) {
  const isTurned = from && to && Number(from) > Number(to);
  return { year_from: isTurned ? to : from, year_to: isTurned ? from : to };
}

/** Genre and years. Calls `onChange({genre, from, to})` at each change. */
export function filterForm(filters, onChange, more = []) {
  const genre = select({
    label: "Genre",
    name: "genre",
    value: filters.genre,
    options: [
      { value: "", text: "All genres" },
      ...(filters.genre ? [{ value: filters.genre, text: filters.genre }] : []),
    ],
  });
  const [from, to] = [
    ["from", "From year", filters.from],
    ["to", "To year", filters.to],
  ].map(([name, label, value]) =>
    field({
      label,
      name,
      value,
      type: "text",
      inputmode: "numeric",
      maxlength: 4,
      pattern: "[0-9]*",
      autocomplete: "off",
    }),
  );
  const element = h(
    "form",
    {
      class: "filters",
      onsubmit: (event) => {
        event.preventDefault();
        tell();
      },
      onchange: tell,
    },
    [genre, from, to, more],
  );

  function tell() {
    const values = Object.fromEntries(new FormData(element));
    onChange({ ...values, from: yearOf(values.from), to: yearOf(values.to) });
  }
  loadGenres().then(
    ({ genres }) => {
      const menu = genre.querySelector("select");
      const chosen = menu.value;
      fill(menu, [
        h("option", { value: "" }, "All genres"),
        genres.map(({ name }) => h("option", { value: name }, name)),
      ]);
      menu.value = chosen;
    },
    () => {},
  );
  return element;
}

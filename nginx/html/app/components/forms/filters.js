import { get } from "../../api/client.js";
import { fill, h } from "../../lib/dom.js";
import { once } from "../../lib/once.js";
import { field, select } from "./fields.js";

const loadGenres = once(() => get("/api/genres"));

/** The filters in the query of an address: `{genre, from, to}`, each a text and empty if absent. */
export const filtersOf = (query) => ({
  genre: query.get("genre") ?? "",
  from: yearOf(query.get("from")),
  to: yearOf(query.get("to")),
});

const yearOf = (text) => (/^[1-9]\d{0,3}$/.test(text ?? "") ? text : "");

/** The years as parameters of the API, in order even if somebody typed the later one first. */
export function years({ from, to }) {
  const isTurned = from && to && Number(from) > Number(to);
  return { year_from: isTurned ? to : from, year_to: isTurned ? from : to };
}

/** A menu of all genres. - `nothing`: the text of the choice of none. */
export function genreMenu({ label, name, nothing, value }) {
  const first = { value: "", text: nothing };
  const node = select({ label, name, value, options: [first, ...(value ? [{ value, text: value }] : [])] });
  loadGenres().then(
    ({ genres }) => {
      const menu = node.querySelector("select");
      const chosen = menu.value;
      fill(menu, [menu.options[0], genres.map(({ name }) => h("option", { value: name }, name))]);
      menu.value = chosen;
    },
    () => {},
  );
  return node;
}

/** The fields of the first and the last year. */
export const yearFields = (filters) =>
  [
    ["from", "From year"],
    ["to", "To year"],
  ].map(([name, label]) =>
    field({
      label,
      name,
      value: filters[name],
      type: "text",
      inputmode: "numeric",
      maxlength: 4,
      pattern: "[0-9]*",
      autocomplete: "off",
    }),
  );

/** A form without a button. Calls `onChange(values)` at each change; an invalid year is left out. */
export function filterForm(content, onChange, kind = "") {
  const element = h("form", { class: `filters ${kind}`, onsubmit: send, onchange: tell }, content);
  function send(event) {
    event.preventDefault();
    tell();
  }
  function tell() {
    const values = Object.fromEntries(new FormData(element));
    onChange({ ...values, from: yearOf(values.from), to: yearOf(values.to) });
  }
  return element;
}

/** What to do if no film is left; undefined if no filter is set. `filters`: values by name. */
export const fewerFilters = ({ genre, without, from, to, known, mine }) =>
  [genre, without, from, to, known, mine].some(Boolean) ? "Try fewer filters." : undefined;

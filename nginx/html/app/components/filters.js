import { get } from "../api.js";
import { fill, h } from "../dom.js";
import { field, select } from "./fields.js";

let loading = null;
const loadGenres = () => (loading ??= get("/api/genres").catch((error) => ((loading = null), Promise.reject(error))));

/** What the query of an address says: `{genre, from, to}`, all texts. */
export const filtersOf = (query) => ({ genre: query.get("genre") ?? "", from: yearOf(query.get("from")), to: yearOf(query.get("to")) });

const yearOf = (text) => (/^[1-9]\d{0,3}$/.test(text ?? "") ? text : "");

/** The years as the API takes them; typed the wrong way round they are turned. */
export function years({ from, to }) {
  const isTurned = from && to && Number(from) > Number(to);
  return { year_from: isTurned ? to : from, year_to: isTurned ? from : to };
}

/** Genre and years. `onChange({genre, from, to})` comes as somebody chooses. */
export function filterForm(filters, onChange, more = []) {
  const genre = select({ label: "Genre", name: "genre", value: filters.genre, options: [{ value: "", text: "All genres" }, ...(filters.genre ? [{ value: filters.genre, text: filters.genre }] : [])] });
  const [from, to] = [["from", "From year", filters.from], ["to", "To year", filters.to]].map(([name, label, value]) =>
    field({ label, name, value, type: "text", inputmode: "numeric", maxlength: 4, pattern: "[0-9]*", autocomplete: "off" }));
  const element = h("form", { class: "filters", onsubmit: (event) => { event.preventDefault(); tell(); }, onchange: tell }, genre, from, to, more);

  function tell() {
    const values = Object.fromEntries(new FormData(element));
    onChange({ ...values, from: yearOf(values.from), to: yearOf(values.to) });
  }
  loadGenres().then(({ genres }) => {
    const menu = genre.querySelector("select");
    const chosen = menu.value;
    fill(menu, h("option", { value: "" }, "All genres"), genres.map(({ name }) => h("option", { value: name }, name)));
    menu.value = chosen;
  }, () => {});
  return element;
}

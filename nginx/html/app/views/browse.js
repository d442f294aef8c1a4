import { get } from "../api/client.js";
import { message } from "../components/basics/states.js";
import { select, setFields } from "../components/forms/fields.js";
import { fewerFilters, filterForm, filtersOf, genreMenu, yearFields, years } from "../components/forms/filters.js";
import { gridSkeleton, movieGrid } from "../components/movies/movie-card.js";
import { panel } from "../components/panel.js";
import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { navigate } from "../router.js";

const perPage = 40;
const orders = [
  ["popularity", "Most watched"],
  ["rating", "Best rated"],
  ["date", "Newest"],
  ["title", "A to Z"],
];

export function show(route) {
  let query = route.query;
  const heading = h("h1", { tabindex: -1 });
  const found = h("p", { class: "found", role: "status" });
  const order = select({
    label: "Order",
    name: "sort",
    value: orderOf(query),
    options: orders.map(([value, text]) => ({ value, text })),
  });
  const first = filtersOf(query);
  const filters = filterForm(
    [genreMenu({ label: "Genre", name: "genre", nothing: "All genres", value: first.genre }), yearFields(first), order],
    change,
  );
  const weighted = h("p", { class: "hint" }, [
    "By everybody's ratings, and by how many they are. With few ratings a film counts as average, so a single rating ",
    "of five stars makes no film the best.",
  ]);
  const movies = panel({ ask, show: list, skeleton: () => gridSkeleton(perPage), signal: route.signal });

  function change(values) {
    const next = new URLSearchParams();
    const all = { q: query.get("q"), ...values, sort: values.sort === orders[0][0] ? "" : values.sort };
    for (const [name, value] of Object.entries(all)) if (value) next.set(name, value);
    navigate(`/browse?${next}`, { replace: true });
  }

  function ask(signal) {
    const { genre, ...range } = filtersOf(query);
    const q = query.get("q");
    if (q) return get("/api/movies/search", { q, genre, ...years(range), top_k: 100, include: "ratings" }, signal);
    return get(
      "/api/movies",
      { genre, ...years(range), sort: orderOf(query), page: pageOf(query), per_page: perPage, include: "ratings" },
      signal,
    );
  }

  function list({ result, pagination, corrected_query: corrected }) {
    const total = pagination?.total ?? result.length;
    fill(found, [
      total === 0 ? "No film found." : `${plural(total, "film")}${!pagination && total === 100 ? " or more" : ""}`,
    ]);
    if (result.length === 0) return total > 0 ? pastTheEnd() : nothing();
    return [
      corrected && instead(query, corrected),
      movieGrid(result, route.signal, { level: 2 }),
      pagination && pagination.pages > 1 && pager(query, pagination),
    ];
  }

  function nothing() {
    const ways = [query.get("q") && "Try a word of the title.", fewerFilters(filtersOf(query))];
    return message({
      title: "No film fits.",
      text: ways.filter(Boolean).join(" "),
      actions: [h("a", { class: "button", href: "/browse" }, "Show all films")],
    });
  }

  function pastTheEnd() {
    const start = new URLSearchParams(query);
    start.delete("page");
    return message({
      title: "The list ends before this page.",
      actions: [h("a", { class: "button", href: `/browse?${start}` }, "To the first page")],
    });
  }

  function refresh() {
    const q = query.get("q");
    heading.textContent = q ? `“${q}”` : "Browse";
    order.hidden = Boolean(q);
    weighted.hidden = Boolean(q) || orderOf(query) !== "rating";
    movies.load();
  }
  refresh();
  return {
    get title() {
      const { genre } = filtersOf(query);
      return query.get("q") ? `“${query.get("q")}”` : genre ? `${genre} films` : "Browse";
    },
    node: h(
      "div",
      { class: "page" },
      h("div", { class: "browse-head" }, heading, found),
      filters,
      weighted,
      movies.node,
    ),
    update(next) {
      const hasTurned = pageOf(next.query) !== pageOf(query);
      query = next.query;
      setFields(filters, { ...filtersOf(query), sort: orderOf(query) });
      refresh();
      if (!hasTurned) return;
      scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    },
  };
}

const orderOf = (query) => orders.find(([value]) => value === query.get("sort"))?.[0] ?? orders[0][0];
const pageOf = (query) => Math.max(1, Number.parseInt(query.get("page") ?? "1", 10) || 1);

/** Says that the results are for the corrected query, because no title matches the one typed. */
function instead(query, corrected) {
  const next = new URLSearchParams(query);
  next.set("q", corrected);
  return h("p", { class: "instead" }, [
    "Showing results for ",
    h("a", { href: `/browse?${next}` }, corrected),
    h("span", { class: "hint" }, ` No film is called “${query.get("q")}”.`),
  ]);
}

function pager(query, { page, pages }) {
  const link = (to, text) => {
    const next = new URLSearchParams(query);
    next.set("page", to);
    return to >= 1 && to <= pages
      ? h("a", { class: "button quiet", href: `/browse?${next}` }, text)
      : h("span", { class: "button quiet disabled", "aria-hidden": "true" }, text);
  };
  return h("nav", { class: "pager", "aria-label": "Pages" }, [
    link(page - 1, "Previous"),
    h("span", {}, `Page ${page} of ${pages}`),
    link(page + 1, "Next"),
  ]);
}

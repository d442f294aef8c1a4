import { asUser } from "../api/client.js";
import { filterForm, filtersOf, years } from "../components/filters.js";
import { panel } from "../components/panel.js";
import { recommendationList, recommendationSkeleton } from "../components/recommendation-list.js";
import { message } from "../components/states.js";
import { h } from "../lib/dom.js";
import { deliver } from "../outbox/delivery.js";
import { navigate } from "../router.js";
import { spokenModel } from "../state/models.js";

export function show(route) {
  let query = route.query;
  const movies = panel({ ask, show: list, skeleton: () => recommendationSkeleton(8), signal: route.signal });
  const filters = filterForm(filtersOf(query), (values) => {
    const next = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
    navigate(`/for-you${next.size > 0 ? `?${next}` : ""}`, { replace: true });
  });

  async function ask(signal) {
    // So that the latest ratings count.
    await deliver();
    const { genre, ...range } = filtersOf(query);
    return asUser("GET", "/api/recommendations", {
      query: { top_k: 20, explain: true, genres: genre, ...years(range) },
      signal,
    });
  }

  function list({ result, source, model }) {
    if (result.length === 0) return message({ title: "No film is left.", text: "Try another genre or more years." });
    return [
      h("p", { class: "hint" }, [
        source === "popular"
          ? "So far this is what most people watch. Rate or pick some films, and it becomes yours."
          : `From what you rated and picked, found by ${spokenModel(model)}.`,
      ]),
      recommendationList(result, route.signal, { verb: "liked", level: 2 }),
    ];
  }
  movies.load();
  return {
    title: "For you",
    node: h("div", { class: "page reading" }, [
      h("div", { class: "section-head" }, [
        h("h1", { tabindex: -1 }, "Recommended for you"),
        h("a", { href: "/history?tab=recommended" }, "What was recommended before"),
      ]),
      filters,
      movies.node,
    ]),
    update(next) {
      query = next.query;
      movies.load();
    },
  };
}

import { asUser, orRecall } from "../api/client.js";
import { curious } from "../components/basics/curious.js";
import { message } from "../components/basics/states.js";
import { fewerFilters } from "../components/forms/filters.js";
import { choicesOf, fieldsOf, recommendationFilters } from "../components/forms/recommendation-filters.js";
import { recommendationList, recommendationSkeleton } from "../components/movies/recommendation-list.js";
import { panel } from "../components/panel.js";
import { fill, h } from "../lib/dom.js";
import { stylesheet } from "../lib/stylesheet.js";
import { deliver } from "../outbox/delivery.js";
import { navigate } from "../router.js";
import { spokenModel } from "../state/models.js";
import { recorded } from "../state/origins.js";
import { loadRatings, ratedCount } from "../state/ratings.js";

await stylesheet("recommendations");

export function show(route) {
  let query = route.query;
  const movies = panel({ ask, show: list, skeleton: () => recommendationSkeleton(8), signal: route.signal });
  const facts = h("p", { class: "hint" });
  const filters = recommendationFilters(choicesOf(query), (values) => {
    const next = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
    navigate(`/for-you${next.size > 0 ? `?${next}` : ""}`, { replace: true });
  });

  async function ask(signal) {
    // So that the latest ratings count.
    await deliver();
    const [answer] = await Promise.all([
      orRecall(asUser, "GET", "/api/recommendations", {
        query: { top_k: 20, explain: true, include: "ratings", ...fieldsOf(choicesOf(query)) },
        signal,
      }),
      loadRatings().catch(() => {}),
    ]);
    return answer;
  }

  function list(answer) {
    const { result, source, model, model_version: version } = answer;
    fill(facts, source === "popular" ? "Ordered by how many people have watched." : foundBy(model, version));
    if (result.length === 0) return message({ title: "No film is left.", text: fewerFilters(choicesOf(query)) });
    return [
      h("p", { class: "hint" }, source === "popular" ? popularText() : "From what you rated and picked."),
      recommendationList(result, route.signal, { level: 2, isPopular: source === "popular", list: recorded(answer) }),
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
      h("div", {}, filters.node, curious(facts)),
      movies.node,
    ]),
    update(next) {
      query = next.query;
      filters.set(choicesOf(query));
      movies.load();
    },
  };
}

const untilThen = "So far this is what most people watch.";

/** Low ratings say what to leave out; only a film that somebody likes says where to go. */
const popularText = () =>
  ratedCount() > 0
    ? `${untilThen} Rate a film with four or five stars, or pick one, and it becomes yours.`
    : `${untilThen} Rate or pick some films, and it becomes yours.`;

const foundBy = (model, version) => `Found by ${spokenModel(model)}, version ${version}.`;

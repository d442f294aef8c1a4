import { asAnyone, orRecall } from "../api/client.js";
import { curious } from "../components/basics/curious.js";
import { shareButton } from "../components/basics/share-button.js";
import { message } from "../components/basics/states.js";
import { toast } from "../components/basics/toast.js";
import { select } from "../components/forms/fields.js";
import { fewerFilters } from "../components/forms/filters.js";
import { choicesOf, fieldsOf, recommendationFilters } from "../components/forms/recommendation-filters.js";
import { recommendationList, recommendationSkeleton } from "../components/movies/recommendation-list.js";
import { panel } from "../components/panel.js";
import { cover } from "../cover/cover.js";
import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { stylesheet } from "../lib/stylesheet.js";
import { navigate } from "../router.js";
import { automatic, loadModels, spokenModel } from "../state/models.js";
import { address, named, sharedIds } from "../state/movies.js";
import { recorded } from "../state/origins.js";
import { maximum, onPicks, picks, replace, unpick } from "../state/picks.js";

await stylesheet("recommendations");

export function show(route) {
  let query = route.query;
  let models = [];
  /** The movies that the recommendations start from: the picks, or those of the address. */
  let start = [];
  const chosen = h("div", { class: "chosen" });
  const choice = h("div", { class: "model-choice" });
  const facts = h("div", { class: "hint" });
  const heading = h("h1", { tabindex: -1 }, "What to watch");
  const results = panel({ ask, show: list, skeleton: recommendationSkeleton, signal: route.signal });
  const filters = recommendationFilters(choicesOf(query), (values) => change(values));

  function change(values) {
    const next = new URLSearchParams();
    const all = { ids: query.get("ids"), model: modelOf(query), with: otherOf(query), ...choicesOf(query), ...values };
    if (all.model === automatic) all.model = "";
    for (const [name, value] of Object.entries(all)) if (value) next.set(name, value);
    navigate(`/picks${next.size > 0 ? `?${next}` : ""}`, { replace: true });
  }

  async function ask(signal) {
    const shared = sharedOf(query);
    start = shared ? [...(await named(shared, signal)).values()] : picks();
    showChosen();
    if (start.length === 0) return null;
    const names = [modelOf(query), otherOf(query)].filter(Boolean);
    const body = {
      context: start.map(({ id }) => id),
      explain: true,
      include: ["ratings"],
      ...fieldsOf(choicesOf(query)),
      top_k: names.length > 1 ? 10 : 20,
    };
    return Promise.all(
      names.map((model) => orRecall(asAnyone, "POST", "/api/recommend", { body: { ...body, model }, signal })),
    );
  }

  function list(answers) {
    fill(facts, answers?.map(foundBy));
    if (answers === null && sharedOf(query)) {
      return message({ title: "None of these films is here.", text: "The link may be from another site." });
    }
    if (answers === null) {
      return message({
        title: "Nothing is picked yet.",
        text: "Pick two or three films you like, with the ♥ on their covers.",
        actions: [h("a", { class: "button", href: "/browse" }, "Choose films")],
      });
    }
    if (answers.every(({ result }) => result.length === 0)) {
      return message({ title: "No film is left.", text: fewerFilters(choicesOf(query)) });
    }
    if (answers.length === 1) {
      return [left(answers[0]), recommendationList(answers[0].result, route.signal, options(answers[0]))];
    }
    const ids = answers.map(({ result }) => new Set(result.map(({ id }) => id)));
    const common = ids[0].intersection
      ? ids[0].intersection(ids[1])
      : new Set([...ids[0]].filter((id) => ids[1].has(id)));
    return [
      h("p", { class: "hint" }, [
        `${plural(common.size, "film")} of each ten ${common.size === 1 ? "is" : "are"} in both lists. `,
        "Scores rank the films of one list, and cannot be compared between lists.",
      ]),
      h("div", { class: "side-by-side" }, [
        answers.map((answer, index) =>
          h("section", {}, [
            h("h2", {}, index === 0 ? nameOf(modelOf(query)) : nameOf(otherOf(query))),
            left(answer),
            recommendationList(answer.result, route.signal, { ...options(answer), common, isCompact: true }),
          ]),
        ),
      ]),
    ];
  }

  const options = (answer) => ({
    isPopular: answer.source === "popular",
    list: recorded(answer),
    // The movie moves from the list to the picks, and the list is loaded again.
    onPick: (movie) =>
      toast(
        `“${movie.title}” is picked, and the list follows.`,
        undo(() => unpick(movie.id)),
      ),
  });
  const undo = (run) => ({ label: "Undo", run });

  function showChosen() {
    const isShared = sharedOf(query) !== null;
    const movies = isShared ? start : picks();
    fill(chosen, [
      h("div", { class: "section-head" }, [
        h("h2", {}, isShared ? "Shared with you" : movies.length === 0 ? "Your picks" : plural(movies.length, "pick")),
        !isShared &&
          movies.length > 1 &&
          h("button", { type: "button", class: "text-button", onclick: clear }, "Drop all"),
      ]),
      isShared && h("p", { class: "hint" }, "These films came with the link. Your own picks are as they were."),
      movies.length === 0
        ? h("p", { class: "hint" }, "None yet.")
        : h("ul", { class: "chosen-list", role: "list" }, [
            movies.map((movie) =>
              h("li", {}, [
                h("a", { href: address(movie) }, [
                  h("span", { class: "mini", "aria-hidden": "true" }, cover(movie)),
                  h("span", {}, movie.title),
                ]),
                !isShared &&
                  h(
                    "button",
                    {
                      type: "button",
                      class: "icon-button",
                      "aria-label": `Drop ${movie.title}`,
                      onclick: () => drop(movie),
                    },
                    "×",
                  ),
              ]),
            ),
          ]),
      movies.length > 0 &&
        h("p", { class: "actions" }, [
          isShared && h("button", { type: "button", class: "button small", onclick: takeOver }, "Make these my picks"),
          shareButton("What to watch", () => `/picks?ids=${movies.map(({ id }) => id).join(",")}`),
        ]),
    ]);
  }

  function drop(movie) {
    const place = picks().findIndex(({ id }) => id === movie.id);
    const takeBack = unpick(movie.id);
    const buttons = chosen.querySelectorAll("li button");
    (buttons[Math.min(place, buttons.length - 1)] ?? heading).focus();
    toast(`“${movie.title}” is dropped.`, undo(takeBack));
  }

  function clear() {
    const takeBack = replace([]);
    heading.focus();
    toast("All picks are dropped.", undo(takeBack));
  }

  function takeOver() {
    const takeBack = replace(start.slice(0, maximum));
    navigate("/picks", { replace: true });
    heading.focus();
    toast("These are your picks now.", undo(takeBack));
  }

  function showModels() {
    const options = [
      { value: automatic, text: "Auto: the best for your picks" },
      ...models.map(({ name, available }) => ({
        value: name,
        text: available ? name : `${name} (not available)`,
        disabled: !available,
      })),
    ];
    const described = models.find(({ name }) => name === modelOf(query));
    fill(choice, [
      select({
        label: "Model",
        name: "model",
        value: modelOf(query),
        options,
        onchange: (event) => change({ model: event.target.value }),
      }),
      h("p", { class: "hint" }, [
        described?.description ?? "Blends the models by how well each does with this many picks.",
      ]),
      select({
        label: "Compare with",
        name: "with",
        value: otherOf(query),
        options: [{ value: "", text: "No other" }, ...options],
        onchange: (event) => change({ with: event.target.value }),
      }),
    ]);
  }

  const nameOf = (name) => (name === automatic ? "Auto" : name);
  const refresh = () => {
    showChosen();
    results.load();
  };
  onPicks(refresh, route.signal);
  refresh();
  showModels();
  loadModels().then(
    (answer) => {
      models = answer.models;
      if (!route.signal.aborted) showModels();
    },
    () => {},
  );
  return {
    title: "What to watch",
    node: h("div", { class: "page picks-page" }, [
      h("div", { class: "section-head" }, [heading, h("a", { href: "/night" }, "With others? Movie night")]),
      h("div", { class: "picks-side" }, [
        chosen,
        filters.node,
        curious([choice, facts], { open: query.has("with") || query.has("model") }),
      ]),
      h("div", { class: "picks-main" }, results.node),
    ]),
    update(next) {
      query = next.query;
      const focused = document.activeElement?.name;
      showModels();
      if (focused === "model" || focused === "with") choice.querySelector(`[name=${focused}]`).focus();
      filters.set(choicesOf(query));
      results.load();
    },
  };
}

/** Picks that did not count. */
function left({ source, ignored = [] }) {
  if (source === "popular") {
    return h("p", { class: "hint" }, "These picks are too new to be known: this is what most people watch.");
  }
  if (ignored.length === 0) return null;
  return h("p", { class: "hint" }, `${plural(ignored.length, "pick")} did not count: too new to be known.`);
}

const foundBy = ({ source, model, model_version: version }) =>
  h("p", {}, [
    source === "popular"
      ? "Ordered by how many people have watched."
      : `Found by ${spokenModel(model)}, version ${version}. Scores rank the films of one list.`,
  ]);

const sharedOf = (query) => sharedIds(query, maximum);

const modelOf = (query) => query.get("model") || automatic;
const otherOf = (query) => query.get("with") ?? "";

import { asAnyone } from "../api/client.js";
import { select, setFields } from "../components/fields.js";
import { filterForm, filtersOf, years } from "../components/filters.js";
import { panel } from "../components/panel.js";
import { recommendationList, recommendationSkeleton } from "../components/recommendation-list.js";
import { message } from "../components/states.js";
import { toast } from "../components/toast.js";
import { cover } from "../cover/cover.js";
import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { navigate } from "../router.js";
import { automatic, loadModels, spokenModel } from "../state/models.js";
import { address } from "../state/movies.js";
import { onPicks, picks, restore, unpick } from "../state/picks.js";

export function show(route) {
  let query = route.query;
  let models = [];
  const chosen = h("div", { class: "chosen" });
  const choice = h("div", { class: "model-choice" });
  const results = panel({ ask, show: list, skeleton: recommendationSkeleton, signal: route.signal });
  const filters = filterForm(filtersOf(query), (values) => change(values));

  function change(values) {
    const next = new URLSearchParams();
    const all = { model: modelOf(query), with: otherOf(query), ...filtersOf(query), ...values };
    if (all.model === automatic) all.model = "";
    for (const [name, value] of Object.entries(all)) if (value) next.set(name, value);
    navigate(`/picks${next.size > 0 ? `?${next}` : ""}`, { replace: true });
  }

  async function ask(signal) {
    if (picks().length === 0) return null;
    const { genre, ...range } = filtersOf(query);
    const names = [modelOf(query), otherOf(query)].filter(Boolean);
    const body = { context: picks().map(({ id }) => id), explain: true, top_k: names.length > 1 ? 10 : 20 };
    if (genre) body.genres = [genre];
    for (const [name, value] of Object.entries(years(range))) if (value) body[name] = Number(value);
    return Promise.all(names.map((model) => asAnyone("POST", "/api/recommend", { body: { ...body, model }, signal })));
  }

  function list(answers) {
    if (answers === null) {
      return message({
        title: "Nothing is picked yet.",
        text: "Pick two or three films you like, with the + on their covers.",
        actions: [h("a", { class: "button", href: "/browse" }, "Choose films")],
      });
    }
    if (answers.every(({ result }) => result.length === 0)) {
      return message({ title: "No film is left.", text: "Try another genre or more years." });
    }
    if (answers.length === 1) {
      return [
        sentence(answers[0], "Scores rank the films of one list."),
        recommendationList(answers[0].result, route.signal),
      ];
    }
    const ids = answers.map(({ result }) => new Set(result.map(({ id }) => id)));
    const common = ids[0].intersection
      ? ids[0].intersection(ids[1])
      : new Set([...ids[0]].filter((id) => ids[1].has(id)));
    return [
      h("p", { class: "hint" }, [
        `${plural(common.size, "film")} of each ten ${common.size === 1 ? "is" : "are"} in both lists. `,
        "Scores rank the films of one list, and say nothing across.",
      ]),
      h("div", { class: "side-by-side" }, [
        answers.map((answer, index) =>
          h("section", {}, [
            h("h2", {}, index === 0 ? nameOf(modelOf(query)) : nameOf(otherOf(query))),
            sentence(answer),
            recommendationList(answer.result, route.signal, { common, isCompact: true }),
          ]),
        ),
      ]),
    ];
  }

  function showChosen() {
    const movies = picks();
    fill(chosen, [
      h("div", { class: "section-head" }, [
        h("h2", {}, movies.length === 0 ? "Your picks" : plural(movies.length, "pick")),
        movies.length > 1 && h("button", { type: "button", class: "text-button", onclick: clear }, "Drop all"),
      ]),
      movies.length === 0
        ? h("p", { class: "hint" }, "None yet.")
        : h("ul", { class: "chosen-list", role: "list" }, [
            movies.map((movie) =>
              h("li", {}, [
                h("a", { href: address(movie) }, [
                  h("span", { class: "mini", "aria-hidden": "true" }, cover(movie)),
                  h("span", {}, movie.title),
                ]),
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
    ]);
  }

  function drop(movie) {
    const before = picks();
    unpick(movie.id);
    chosen.querySelector("button")?.focus();
    toast(`“${movie.title}” is dropped.`, { label: "Undo", run: () => restore(before) });
  }

  function clear() {
    const before = picks();
    restore([]);
    toast("All picks are dropped.", { label: "Undo", run: () => restore(before) });
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
        described?.description ?? "Blends the models by how well each does with that many picks.",
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
      h("h1", { tabindex: -1 }, "What to watch"),
      h("div", { class: "picks-side" }, [
        chosen,
        h("details", { class: "settings", open: matchMedia("(min-width: 60rem)").matches || query.size > 0 }, [
          h("summary", {}, "Model and filters"),
          choice,
          filters,
        ]),
      ]),
      h("div", { class: "picks-main" }, results.node),
    ]),
    update(next) {
      query = next.query;
      const focused = document.activeElement?.name;
      showModels();
      if (focused === "model" || focused === "with") choice.querySelector(`[name=${focused}]`).focus();
      setFields(filters, filtersOf(query));
      results.load();
    },
  };
}

/** Which model has answered, and from which picks. */
function sentence({ model, source, ignored = [] }, more = "") {
  const missing =
    ignored.length > 0 ? ` ${plural(ignored.length, "pick")} came after its training and did not count.` : "";
  return h("p", { class: "hint" }, [
    source === "popular"
      ? "Your picks came after the last training: this is what most people watch."
      : `Found by ${spokenModel(model)}. ${more}${missing}`,
  ]);
}

const modelOf = (query) => query.get("model") || automatic;
const otherOf = (query) => query.get("with") ?? "";

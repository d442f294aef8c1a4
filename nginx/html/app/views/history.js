import { asUser } from "../api/client.js";
import { select } from "../components/fields.js";
import { insist } from "../components/log-in-dialog.js";
import { gridSkeleton, movieRow } from "../components/movie-card.js";
import { panel } from "../components/panel.js";
import { stars } from "../components/stars.js";
import { explanation, message } from "../components/states.js";
import { toast } from "../components/toast.js";
import { cover } from "../cover/cover.js";
import { h, unseen } from "../lib/dom.js";
import { ago, moment, plural } from "../lib/format.js";
import { deliver } from "../outbox/delivery.js";
import { navigate } from "../router.js";
import { spokenModel } from "../state/models.js";
import { address, named, remember } from "../state/movies.js";
import { reloadRatings } from "../state/ratings.js";

const tabs = [
  ["", "Activity"],
  ["ratings", "Ratings"],
  ["recommended", "Recommended before"],
];
const kinds = [
  ["", "Everything"],
  ["view", "Opened"],
  ["select", "Picked"],
  ["rate", "Rated"],
  ["recommend", "Recommended"],
];

export function show(route) {
  const bar = h("nav", { class: "tabs", "aria-label": "History" });
  const body = h("div", {});

  function open(query) {
    const tab = tabs.some(([name]) => name === query.get("tab")) ? query.get("tab") : "";
    bar.replaceChildren(
      ...tabs.map(([name, text]) =>
        h("a", { href: `/history${name ? `?tab=${name}` : ""}`, "aria-current": name === tab ? "page" : null }, text),
      ),
    );
    const content = { "": activity, ratings, recommended }[tab];
    body.replaceChildren(...content(route.signal, query));
  }
  open(route.query);
  return {
    title: "History",
    node: h("div", { class: "page reading" }, h("h1", { tabindex: -1 }, "History"), bar, body),
    update: (next) => open(next.query),
  };
}

/** A list that is loaded page by page, each added below the one before. */
function pages({ ask, item, skeleton, empty, signal }) {
  const list = h("ul", { class: "entries", role: "list" });
  const first = panel({
    ask: async (current) => {
      await deliver();
      return ask(undefined, current);
    },
    show: (page) => {
      list.replaceChildren(...page.items.map(item));
      return page.items.length === 0 ? message(empty) : [page.head, list, more(page.next)];
    },
    skeleton,
    signal,
  });
  function more(cursor) {
    if (!cursor) return null;
    const button = h("button", { type: "button", class: "button quiet", onclick: load }, "Show more");
    async function load() {
      button.setAttribute("aria-busy", "true");
      try {
        const page = await insist(() => ask(cursor, signal));
        const items = page.items.map(item);
        list.append(...items);
        items[0]?.querySelector("a")?.focus();
        button.replaceWith(more(page.next) ?? "");
      } catch (error) {
        button.removeAttribute("aria-busy");
        if (!signal.aborted) toast(explanation(error).title);
      }
    }
    return button;
  }
  first.load();
  return first.node;
}

function activity(signal, query) {
  const type = kinds.some(([name]) => name === query.get("type")) ? query.get("type") : "";
  const filter = select({
    label: "Show",
    name: "type",
    value: type,
    options: kinds.map(([value, text]) => ({ value, text })),
    onchange: (event) =>
      navigate(`/history${event.target.value ? `?type=${event.target.value}` : ""}`, { replace: true }),
  });
  return [
    h("div", { class: "filters" }, filter),
    pages({
      ask: async (cursor, current) => {
        const page = await asUser("GET", "/api/interactions", { query: { limit: 50, type, cursor }, signal: current });
        const movies = await named(
          page.interactions.map((entry) => entry.movie_id),
          current,
        );
        return {
          items: page.interactions.map((entry) => ({ ...entry, movie: movies.get(entry.movie_id) })),
          next: page.next_cursor,
          head: h("p", { class: "hint", role: "status" }, plural(page.count, "entry", "entries")),
        };
      },
      item: (entry) => activityEntry(entry),
      skeleton: entrySkeleton,
      signal,
      empty: {
        title: "Nothing here yet.",
        text: "Films that you open, pick and rate appear here.",
        actions: [h("a", { class: "button", href: "/browse" }, "Browse films")],
      },
    }),
  ];
}

const verbs = { view: "Opened", select: "Picked", recommend: "Recommended to you" };

function activityEntry({ id, movie, interaction_type: type, rating, created_at: time }) {
  const text =
    type === "rate"
      ? [
          "Rated ",
          unseen(plural(rating, "star")),
          h("span", { class: "star-sign", "aria-hidden": "true" }, "★".repeat(Math.round(rating))),
        ]
      : verbs[type];
  const title = movie?.title ?? "A film that is gone";
  const entry = h("li", { class: "entry" }, [
    ...movieEntry(movie, title),
    h("p", { class: "entry-text" }, text),
    h("time", { datetime: time, title: moment(time) }, ago(time)),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": `Remove from history: ${title}, ${ago(time)}`,
        onclick: remove,
      },
      "×",
    ),
  ]);

  async function remove() {
    try {
      await insist(() => asUser("DELETE", `/api/interactions/${id}`));
      const next = entry.nextElementSibling ?? entry.previousElementSibling;
      entry.remove();
      if (type === "rate") reloadRatings().catch(() => {});
      (next?.querySelector("button") ?? document.querySelector("h1")).focus();
      toast(`Removed from your history: “${title}”.`);
    } catch (error) {
      toast(explanation(error).title);
    }
  }
  return entry;
}

const movieEntry = (movie, title) =>
  movie
    ? [
        h("span", { class: "mini", "aria-hidden": "true" }, cover(movie)),
        h("a", { class: "entry-title", href: address(movie) }, title),
      ]
    : [h("span", { class: "mini" }), h("span", { class: "entry-title" }, title)];

function ratings(signal) {
  return [
    pages({
      ask: async (cursor, current) => {
        const page = await asUser("GET", "/api/ratings", { query: { limit: 50, cursor }, signal: current });
        remember(page.ratings.map(({ movie }) => movie));
        return { items: page.ratings, next: page.next_cursor };
      },
      item: ({ movie, rated_at: time }) =>
        h("li", { class: "entry" }, [
          ...movieEntry(movie, movie.title),
          stars(movie, signal),
          h("time", { datetime: time, title: moment(time) }, ago(time)),
        ]),
      skeleton: entrySkeleton,
      signal,
      empty: {
        title: "No ratings yet.",
        text: "Rate films with the stars on their pages.",
        actions: [h("a", { class: "button", href: "/browse" }, "Browse films")],
      },
    }),
  ];
}

const sources = { context: "from your picks", history: "from your history" };

const origin = ({ model, source }) =>
  source === "popular" ? "What most people watch. " : `By ${spokenModel(model)}, ${sources[source]}. `;

function recommended(signal) {
  return [
    pages({
      ask: async (cursor, current) => {
        const page = await asUser("GET", "/api/recommendations/history", {
          query: { limit: 10, cursor },
          signal: current,
        });
        return { items: page.recommendations, next: page.next_cursor };
      },
      item: (entry) =>
        h("li", { class: "past" }, [
          h("h2", {}, h("time", { datetime: entry.created_at }, moment(entry.created_at))),
          h("p", { class: "hint" }, origin(entry), entry.source !== "popular" && `Version ${entry.model_version}`),
          movieRow(entry.result, signal, `Recommended ${moment(entry.created_at)}`),
        ]),
      skeleton: () => gridSkeleton(8, "row"),
      signal,
      empty: {
        title: "Nothing was recommended yet.",
        text: "Pick some films, or look at what is recommended for you.",
        actions: [h("a", { class: "button", href: "/for-you" }, "For you")],
      },
    }),
  ];
}

const entrySkeleton = () =>
  h("div", { class: "entries", "aria-hidden": "true" }, [
    Array.from({ length: 8 }, () =>
      h("div", { class: "entry skeleton" }, h("div", { class: "mini" }), h("div", { class: "bar" })),
    ),
  ]);

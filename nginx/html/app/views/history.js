import { asUser, orRecall } from "../api/client.js";
import { insist } from "../components/account/log-in-dialog.js";
import { curious } from "../components/basics/curious.js";
import { explanation } from "../components/basics/states.js";
import { toast } from "../components/basics/toast.js";
import { select } from "../components/forms/fields.js";
import { gridSkeleton, movieRow } from "../components/movies/movie-card.js";
import { stars } from "../components/movies/stars.js";
import { pagedList } from "../components/paged-list.js";
import { cover } from "../cover/cover.js";
import { fill, h, unseen } from "../lib/dom.js";
import { ago, moment, plural } from "../lib/format.js";
import { merged } from "../lib/merged.js";
import { stylesheet } from "../lib/stylesheet.js";
import { navigate } from "../router.js";
import { dismissals } from "../state/marks.js";
import { spokenModel } from "../state/models.js";
import { address, named, remember } from "../state/movies.js";
import { reloadRatings } from "../state/ratings.js";

await stylesheet("history");

const tabs = [
  ["", "What I did"],
  ["ratings", "Ratings"],
  ["dismissed", "Not for me"],
  ["recommended", "Shown to me"],
];
const kinds = [
  ["", "Everything"],
  ["view", "Opened"],
  ["select", "Picked"],
  ["rate", "Rated"],
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
    const content = { "": activity, ratings, dismissed, recommended }[tab];
    body.replaceChildren(...content(route.signal, query));
  }
  open(route.query);
  return {
    title: "History",
    node: h("div", { class: "page reading" }, h("h1", { tabindex: -1 }, "History"), bar, body),
    update: (next) => open(next.query),
  };
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
  const ofType = (type) => async (cursor, limit, current) => {
    const query = { limit, type, cursor };
    const page = await orRecall(asUser, "GET", "/api/interactions", { query, signal: current });
    return { items: page.interactions, next: page.next_cursor, count: page.count };
  };
  // The API has all types or one. Recommendations that were only shown have a tab of their own, and would flood this
  // one.
  const types = type ? [type] : kinds.map(([kind]) => kind).filter(Boolean);
  const ask = merged(types.map(ofType), (entry, other) => other.id - entry.id);
  return [
    h("div", { class: "filters" }, filter),
    pagedList({
      ask: async (cursor, current) => {
        const page = await ask(cursor, 50, current);
        const movies = await named(
          page.items.map((entry) => entry.movie_id),
          current,
        );
        return { ...page, items: page.items.map((entry) => ({ ...entry, movie: movies.get(entry.movie_id) })) };
      },
      item: activityEntry,
      countText: (count) => plural(count, "entry", "entries"),
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

const verbs = { view: "Opened", select: "Picked" };

function activityEntry({ id, movie, interaction_type: type, rating, created_at: time }, removed) {
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
      removed();
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
    pagedList({
      ask: async (cursor, current) => {
        const page = await orRecall(asUser, "GET", "/api/ratings", { query: { limit: 50, cursor }, signal: current });
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

const reasons = { not_interested: "Not interested", seen: "Seen" };

/** Movies that are not recommended until the user takes the dismissal back. */
function dismissed(signal) {
  return [
    pagedList({
      ask: async (cursor, current) => {
        const page = await orRecall(asUser, "GET", "/api/dismissals", {
          query: { limit: 50, cursor },
          signal: current,
        });
        remember(page.dismissals.map(({ movie }) => movie));
        return { items: page.dismissals, next: page.next_cursor };
      },
      item({ movie, reason, dismissed_at: time }, removed) {
        const entry = h("li", { class: "entry" }, [
          ...movieEntry(movie, movie.title),
          h("p", { class: "entry-text" }, reasons[reason]),
          h("time", { datetime: time, title: moment(time) }, ago(time)),
          h(
            "button",
            {
              type: "button",
              class: "text-button",
              "aria-label": `Recommend it again: ${movie.title}`,
              onclick: takeBack,
            },
            "Recommend it again",
          ),
        ]);
        function takeBack() {
          dismissals.remove(movie.id);
          const next = entry.nextElementSibling ?? entry.previousElementSibling;
          entry.remove();
          (next?.querySelector("button") ?? document.querySelector("h1")).focus();
          removed();
          toast(`“${movie.title}” may be recommended again.`, {
            label: "Undo",
            run: () => dismissals.add(movie.id, reason),
          });
        }
        return entry;
      },
      skeleton: entrySkeleton,
      signal,
      empty: {
        title: "No film is hidden.",
        text: "Films that you mark as seen or not interesting, beside a recommendation, are listed here.",
        actions: [h("a", { class: "button", href: "/for-you" }, "For you")],
      },
    }),
  ];
}

const sources = { context: "from your picks", history: "from your history", watchlist: "from your watchlist" };

const origin = ({ model, source, model_version: version }) => {
  if (source === "popular" || source === "trending") return "What most people watch.";
  // A watchlist may be in its own order, which no model has chosen.
  return model === "watchlist"
    ? "From your watchlist."
    : `By ${spokenModel(model)}, ${sources[source]}. Version ${version}.`;
};

/** Equal lists are one entry: the newest, with how often it was shown. */
function recommended(signal) {
  const shown = new Map();
  return [
    pagedList({
      ask: async (cursor, current) => {
        if (!cursor) shown.clear();
        const page = await orRecall(asUser, "GET", "/api/recommendations/history", {
          query: { limit: 30, cursor },
          signal: current,
        });
        return { items: page.recommendations, next: page.next_cursor };
      },
      item(entry) {
        const key = entry.result.map(({ id }) => id).join(" ");
        const earlier = shown.get(key);
        if (earlier) {
          earlier.times += 1;
          fill(earlier.note, `Shown ${earlier.times} times, the first time ${moment(entry.created_at)}.`);
          return null;
        }
        const note = h("p", { class: "hint" });
        shown.set(key, { times: 1, note });
        return h("li", { class: "past" }, [
          h("h2", {}, h("time", { datetime: entry.created_at }, moment(entry.created_at))),
          note,
          movieRow(entry.result, signal, `Recommended ${moment(entry.created_at)}`, entry.recommendation_id),
          curious(h("p", { class: "hint" }, origin(entry))),
        ]);
      },
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

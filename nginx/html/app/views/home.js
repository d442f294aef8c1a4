import { asAnyone, orRecall } from "../api/client.js";
import { user } from "../api/session.js";
import { gridSkeleton, movieRow } from "../components/movies/movie-card.js";
import { panel } from "../components/panel.js";
import { h } from "../lib/dom.js";
import { deliver } from "../outbox/delivery.js";
import { recorded } from "../state/origins.js";
import { loadRatings, ratedCount } from "../state/ratings.js";

/** Where to see more of a row. */
const places = {
  because: ({ movie }) => ["Films like it", `/film/${movie.id}`],
  genre: ({ genre }) => [`All ${genre} films`, `/browse?genre=${encodeURIComponent(genre)}`],
  watchlist: () => ["Your watchlist", "/watchlist"],
  popular: () => ["All films", "/browse"],
};

export function show({ signal }) {
  const person = user();
  const rows = panel({
    async ask(current) {
      // So that the latest ratings count.
      await deliver();
      const [answer] = await Promise.all([
        orRecall(asAnyone, "GET", "/api/home", { signal: current }),
        loadRatings().catch(() => {}),
      ]);
      return answer;
    },
    show: (answer) => [
      person && ratedCount() === 0 && invitation(),
      answer.rows.map((row) => section(row, recorded(answer, row.recommendation_id), signal)),
    ],
    skeleton: () =>
      h(
        "div",
        { class: "home-rows" },
        [1, 2, 3, 4, 5].map(() => rowSkeleton()),
      ),
    signal,
  });
  rows.node.classList.add("home-rows");
  rows.load();
  return { title: "", node: h("div", { class: "page" }, person ? greeting(person) : sign(), rows.node) };
}

/** - `list`: the id of the row, if it is recorded. */
function section(row, list, signal) {
  const more = places[row.kind]?.(row);
  return h("section", {}, [
    h("div", { class: "section-head" }, h("h2", {}, row.title), more && h("a", { href: more[1] }, more[0])),
    movieRow(row.result, signal, row.title, list),
  ]);
}

const rowSkeleton = () =>
  h("section", { class: "skeleton", "aria-hidden": "true" }, [
    h("div", { class: "section-head" }, h("div", { class: "bar heading" })),
    gridSkeleton(12, "row"),
  ]);

const invitation = () =>
  h("p", { class: "invitation" }, [
    "Rate a few films, and these rows become yours. ",
    h("a", { class: "button small", href: "/welcome" }, "Rate ten films"),
    h("a", { class: "button quiet small", href: "/import" }, "Bring your own history"),
  ]);

/** The marquee: the board above a cinema's door. */
function sign() {
  return h("div", { class: "sign" }, [
    h("div", { class: "sign-board" }, [
      h("h1", { tabindex: -1 }, h("span", {}, "Pick films you like."), " ", h("span", {}, "See what is next.")),
    ]),
    h("p", { class: "lead" }, [
      "Give a ♥ to two or three films, and Marquee says what to watch, and because of which of them. Not alone? ",
      h("a", { href: "/night" }, "Plan a movie night"),
      ".",
    ]),
  ]);
}

function greeting(person) {
  return h("div", { class: "section-head" }, [
    h("h1", { tabindex: -1 }, `Good to see you, ${person.username}`),
    h("a", { href: "/night" }, "Movie night"),
  ]);
}

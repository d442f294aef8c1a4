import { asUser, orRecall } from "../api/client.js";
import { shareButton } from "../components/basics/share-button.js";
import { message } from "../components/basics/states.js";
import { gridSkeleton, movieGrid } from "../components/movies/movie-card.js";
import { panel } from "../components/panel.js";
import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { deliver } from "../outbox/delivery.js";
import { named, sharedIds } from "../state/movies.js";

/** More than anybody shares in a link. */
const shareable = 50;

/** The movies that the user wants to see, or those of an address that somebody has shared. */
export function show({ query, signal }) {
  const shared = sharedIds(query, shareable);
  const found = h("p", { class: "found", role: "status" });
  const share = h("div", { class: "actions" });
  const movies = panel({ ask, show: list, skeleton: () => gridSkeleton(12), signal });

  async function ask(current) {
    if (shared) {
      const known = await named(shared, current);
      return { movies: [...known.values()] };
    }
    await deliver();
    const all = [];
    let cursor;
    do {
      const page = await orRecall(asUser, "GET", "/api/watchlist", { query: { limit: 500, cursor }, signal: current });
      all.push(...page.watchlist.map(({ movie }) => movie));
      cursor = page.next_cursor;
    } while (cursor);
    return { movies: all };
  }

  function list({ movies: wanted }) {
    fill(found, wanted.length === 0 ? "" : plural(wanted.length, "film"));
    if (wanted.length === 0) {
      return message({
        title: "Nothing is on your watchlist yet.",
        text: "Put films here with the + on their covers.",
        actions: [h("a", { class: "button", href: "/browse" }, "Browse films")],
      });
    }
    const ids = wanted.slice(0, shareable).map(({ id }) => id);
    fill(
      share,
      shareButton("My watchlist", () => `/watchlist?ids=${ids.join(",")}`),
    );
    return movieGrid(wanted, signal, { level: 2 });
  }
  movies.load();
  return {
    title: shared ? "A watchlist" : "Watchlist",
    node: h("div", { class: "page" }, [
      h(
        "div",
        { class: "browse-head" },
        h("h1", { tabindex: -1 }, shared ? "Shared with you" : "Watchlist"),
        found,
        share,
      ),
      movies.node,
    ]),
  };
}

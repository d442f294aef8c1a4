import { APIError, get } from "../api/client.js";
import { curious } from "../components/basics/curious.js";
import { gridSkeleton, movieGrid } from "../components/movies/movie-card.js";
import { pickButton } from "../components/movies/pick-button.js";
import { stars } from "../components/movies/stars.js";
import { watchlistButton } from "../components/movies/watchlist-button.js";
import { panel } from "../components/panel.js";
import { cover } from "../cover/cover.js";
import { h, unseen } from "../lib/dom.js";
import { average, plural } from "../lib/format.js";
import { stylesheet } from "../lib/stylesheet.js";
import { viewed } from "../outbox/events.js";
import { note } from "../router.js";
import { spokenModel } from "../state/models.js";
import { genres, year } from "../state/movies.js";

await stylesheet("movie");

const similarSize = 12;

export function show({ parameters: [id], signal }) {
  const details = panel({
    ask: (current) => get(`/api/movies/${id}`, {}, current),
    show: ({ movie }) => {
      document.title = `${movie.title} · Marquee`;
      recordView(movie.id);
      return detail(movie, signal);
    },
    skeleton: () =>
      h("div", { class: "movie skeleton", "aria-hidden": "true" }, [
        h("div", { class: "cover" }),
        h("div", { class: "movie-text" }, h("div", { class: "bar tall" }), h("div", { class: "bar short" })),
      ]),
    signal,
  });
  const section = h("section", {}, h("div", { class: "section-head" }, h("h2", {}, "Films like it")));
  const similar = panel({
    ask: (current) =>
      get(`/api/movies/${id}/similar`, { top_k: similarSize, include: "ratings" }, current).catch(withoutMovie),
    show: ({ result, model }) =>
      result.length > 0
        ? [movieGrid(result, signal), curious(h("p", { class: "hint" }, `Found by ${spokenModel(model)}.`))]
        : h("p", { class: "hint" }, ["Too little is known about this film to tell which ones are like it."]),
    skeleton: () => gridSkeleton(similarSize),
    signal,
  });
  // The details say that there is no such film; once is enough.
  function withoutMovie(error) {
    if (error instanceof APIError && error.status === 404) section.remove();
    throw error;
  }
  section.append(similar.node);
  details.load();
  similar.load();
  return { title: "Film", node: h("div", { class: "page" }, [details.node, section]) };
}

/** Records one view each time the user goes to the page, but none on a reload, on the way back or after a log-in. */
function recordView(id) {
  if (history.state?.viewed === id) return;
  viewed(id, history.state?.origin);
  note({ viewed: id });
}

function detail(movie, signal) {
  const origin = history.state?.origin;
  return h("article", { class: "movie" }, [
    cover(movie),
    h("div", { class: "movie-text" }, [
      h("h1", { tabindex: -1 }, movie.title),
      h("p", { class: "movie-facts" }, [
        year(movie) && h("a", { href: `/browse?from=${year(movie)}&to=${year(movie)}` }, year(movie)),
        genres(movie).map((genre) =>
          h("a", { class: "chip", href: `/browse?genre=${encodeURIComponent(genre)}` }, genre),
        ),
      ]),
      movie.rating_average === null
        ? h("p", { class: "rating-average" }, "Nobody has rated it yet.")
        : h("p", { class: "rating-average" }, [
            h("strong", {}, average(movie.rating_average)),
            h("span", { "aria-hidden": "true", class: "star-sign" }, "★"),
            unseen(" stars of 5, "),
            h("span", {}, plural(movie.rating_count, "rating")),
          ]),
      h("div", { class: "own-rating" }, [
        h("p", { class: "label", "aria-hidden": "true" }, "Your rating"),
        stars(movie, signal, { origin }),
      ]),
      h("p", { class: "actions" }, [
        pickButton(movie, signal, { isWide: true, origin }),
        watchlistButton(movie, signal, { isWide: true }),
        h("a", { class: "button quiet", href: "/picks" }, "See recommendations"),
      ]),
    ]),
  ]);
}

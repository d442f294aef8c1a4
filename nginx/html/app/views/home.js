import { asUser, get } from "../api/client.js";
import { user } from "../api/session.js";
import { gridSkeleton, movieGrid, movieRow } from "../components/movie-card.js";
import { panel } from "../components/panel.js";
import { h } from "../lib/dom.js";
import { deliver } from "../outbox/delivery.js";

const gridSize = 24;

export function show({ signal }) {
  const popular = panel({
    ask: (current) => get("/api/popular", { top_k: gridSize }, current),
    show: ({ result }) => movieGrid(result, signal),
    skeleton: () => gridSkeleton(gridSize),
    signal,
  });
  const person = user();
  const mine =
    person &&
    panel({
      async ask(current) {
        // So that the latest ratings count.
        await deliver();
        return asUser("GET", "/api/recommendations", { query: { top_k: 12 }, signal: current });
      },
      show: ({ result }) => movieRow(result, signal, "Recommended for you"),
      skeleton: () => gridSkeleton(8, "row"),
      signal,
    });
  popular.load();
  mine?.load();
  return {
    title: "",
    node: h("div", { class: "page" }, [
      person ? greeting(person) : sign(),
      mine &&
        h("section", {}, [
          h("div", { class: "section-head" }, [
            h("h2", {}, "Recommended for you"),
            h("a", { href: "/for-you" }, "Why these"),
          ]),
          mine.node,
        ]),
      h("section", {}, [
        h("div", { class: "section-head" }, [
          h("h2", {}, person ? "What most people watch" : "Start with what most people watch"),
          h("a", { href: "/browse" }, "All films"),
        ]),
        popular.node,
      ]),
    ]),
  };
}

/** The marquee: the board above a cinema's door. */
function sign() {
  return h("div", { class: "sign" }, [
    h("div", { class: "sign-board" }, [
      h("h1", { tabindex: -1 }, h("span", {}, "Pick films you like."), " ", h("span", {}, "See what is next.")),
    ]),
    h("p", { class: "lead" }, [
      "Give a ♥ to two or three films, and Marquee says what to watch, and because of which of them.",
    ]),
  ]);
}

function greeting(person) {
  return h("div", { class: "greeting" }, h("h1", { tabindex: -1 }, `Good to see you, ${person.username}`));
}

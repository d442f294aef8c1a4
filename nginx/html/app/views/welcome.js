import { asAnyone, asUser } from "../api/client.js";
import { user } from "../api/session.js";
import { gridSkeleton, movieGrid, movieRow } from "../components/movies/movie-card.js";
import { panel, signedOut } from "../components/panel.js";
import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { deliver } from "../outbox/delivery.js";
import { reload } from "../router.js";
import { recorded } from "../state/origins.js";
import { onRatings, ratingOf } from "../state/ratings.js";
import { within } from "./log-in.js";

const count = 10;

/** The first minute of an account: films to rate, and what that leads to. It can be skipped. */
export function show({ query, signal }) {
  const heading = h("h1", { tabindex: -1 }, "Rate a few films");
  if (!user()) {
    return { title: "Welcome", node: h("div", { class: "page" }, heading, signedOut(reload, signal)) };
  }
  const next = within(query.get("next"));
  const progress = h("p", { class: "lead", role: "status" });
  const leave = h("a", { class: "button quiet", href: next });
  const bring = h("a", { class: "button quiet", href: "/import" }, "Bring my history from elsewhere");
  const mine = h("section", { hidden: true });
  let ids = [];
  let rated = 0;
  const films = panel({
    ask: (current) => asAnyone("GET", "/api/movies/starters", { query: { top_k: count }, signal: current }),
    show({ result }) {
      ids = result.map(({ id }) => id);
      return movieGrid(result, signal, { level: 2 });
    },
    skeleton: () => gridSkeleton(count),
    signal,
  });
  const first = panel({
    async ask(current) {
      // So that the latest ratings count.
      await deliver();
      return asUser("GET", "/api/recommendations", { query: { top_k: 12, include: "ratings" }, signal: current });
    },
    show: (answer) => movieRow(answer.result, signal, "Recommended so far", recorded(answer)),
    skeleton: () => gridSkeleton(8, "row"),
    signal,
  });
  mine.append(h("div", { class: "section-head" }, h("h2", {}, "Recommended so far")), first.node);

  function tell() {
    const now = ids.filter((id) => ratingOf(id) !== null).length;
    fill(progress, [
      now === 0
        ? "Give stars to the films you have seen: Marquee learns what you like. Leave out the others."
        : now < ids.length
          ? `${plural(now, "film")} rated. Each one improves what is below.`
          : "That is a good start.",
    ]);
    fill(leave, now === 0 ? "Skip this" : "Done");
    leave.classList.toggle("quiet", now === 0);
    if (now === rated) return;
    rated = now;
    mine.hidden = now === 0;
    if (now > 0) first.load();
  }
  onRatings(tell, signal);
  tell();
  films.load();
  return {
    title: "Welcome",
    node: h("div", { class: "page" }, [
      heading,
      progress,
      films.node,
      h("p", { class: "actions" }, leave, bring),
      mine,
    ]),
  };
}

import { cover } from "../../cover/cover.js";
import { fill, h } from "../../lib/dom.js";
import { plural } from "../../lib/format.js";
import { onShown } from "../../router.js";
import { onPicks, picks } from "../../state/picks.js";

/** The picks, at the lower edge of every page except their own. */
export function tray() {
  const news = h("p", { class: "unseen", role: "status" });
  const link = h("a", { class: "tray-link", href: "/picks" });
  const element = h("aside", { class: "tray", "aria-label": "Your picks" }, link, news);
  let before = picks().length;

  const show = () => {
    const movies = picks();
    fill(link, [
      h("span", { class: "tray-covers", "aria-hidden": "true" }, [
        movies.slice(-4).map((movie) => h("span", {}, cover(movie))),
      ]),
      h("span", { class: "tray-text" }, [
        h("strong", {}, plural(movies.length, "pick")),
        h("span", {}, "See what to watch", h("span", { "aria-hidden": "true" }, "\u00a0→")),
      ]),
    ]);
    const isHere = movies.length > 0 && location.pathname !== "/picks";
    element.classList.toggle("out", isHere);
    element.inert = !isHere;
    if (movies.length !== before) fill(news, `${plural(movies.length, "film")} picked.`);
    before = movies.length;
  };
  onPicks(show);
  onShown(show);
  show();
  return element;
}

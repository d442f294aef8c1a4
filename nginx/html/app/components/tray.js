import { cover } from "../cover/cover.js";
import { fill, h } from "../dom.js";
import { plural } from "../format.js";
import { onPicks, picks } from "../picks.js";

/** What has been picked, at the lower edge of every page but the one that is about it. */
export function tray() {
  const news = h("p", { class: "unseen", role: "status" });
  const link = h("a", { class: "tray-link", href: "/picks" });
  const element = h("aside", { class: "tray", "aria-label": "Your picks" }, link, news);
  let before = picks().length;

  const show = () => {
    const films = picks();
    fill(link,
      h("span", { class: "tray-covers", "aria-hidden": "true" }, films.slice(-4).map((film) => h("span", {}, cover(film)))),
      h("span", { class: "tray-text" }, h("strong", {}, plural(films.length, "pick")), h("span", {}, "See what to watch"), h("span", { "aria-hidden": "true" }, "→")));
    const isHere = films.length > 0 && location.pathname !== "/picks";
    element.classList.toggle("out", isHere);
    element.inert = !isHere;
    if (films.length !== before) fill(news, `${plural(films.length, "film")} picked.`);
    before = films.length;
  };
  onPicks(show);
  addEventListener("marquee:shown", show);
  show();
  return element;
}

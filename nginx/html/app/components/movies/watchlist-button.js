import { user } from "../../api/session.js";
import { h, unseen } from "../../lib/dom.js";
import { watchlist } from "../../state/marks.js";
import { askLogIn } from "../account/log-in-dialog.js";
import { toast } from "../basics/toast.js";

/** A + that puts a movie on the watchlist; another click takes it off. */
export function watchlistButton(movie, signal, { isWide = false } = {}) {
  const text = h("span", { class: isWide ? null : "unseen" });
  const button = h("button", { type: "button", class: isWide ? "button quiet" : "sign-button want", onclick: toggle }, [
    h("span", { class: "want-sign", "aria-hidden": "true" }),
    text,
    isWide && unseen(` ${movie.title}`),
  ]);

  async function toggle() {
    if (!user() && !(await askLogIn(`Log in to keep “${movie.title}” on your watchlist.`))) return;
    const { add, remove } = watchlist;
    if (watchlist.has(movie.id)) {
      remove(movie.id);
      toast(`“${movie.title}” is off your watchlist.`, { label: "Undo", run: () => add(movie.id) });
    } else {
      add(movie.id);
      toast(`“${movie.title}” is on your watchlist.`, { label: "Undo", run: () => remove(movie.id) });
    }
  }
  const show = () => {
    const isOn = watchlist.has(movie.id);
    button.setAttribute("aria-pressed", String(isOn));
    text.textContent = isWide ? (isOn ? "On my watchlist" : "Want to see") : `Want to see ${movie.title}`;
  };
  watchlist.onChange(show, signal);
  watchlist.load().then(show, () => {});
  show();
  return button;
}

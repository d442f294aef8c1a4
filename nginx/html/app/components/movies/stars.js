import { user } from "../../api/session.js";
import { h, unseen } from "../../lib/dom.js";
import { plural } from "../../lib/format.js";
import { watchlist } from "../../state/marks.js";
import { loadRatings, onRatings, rate, ratingOf } from "../../state/ratings.js";
import { askLogIn } from "../account/log-in-dialog.js";
import { toast } from "../basics/toast.js";

let number = 0;

/**
 * Five stars to rate a movie: radio buttons, so that the arrow keys work, and a button that removes the rating.
 * - `origin`: of the event.
 */
export function stars(movie, signal, { isSmall = false, origin } = {}) {
  const name = `stars-${++number}`;
  const inputs = [1, 2, 3, 4, 5].map((value) =>
    h("input", { type: "radio", name, value: String(value), onchange: () => choose(value) }),
  );
  const remove = h("button", { type: "button", class: "text-button remove-rating", onclick: () => choose(null) }, [
    "Remove",
    unseen(` my rating of ${movie.title}`),
  ]);
  const element = h("fieldset", { class: isSmall ? "stars small" : "stars" }, [
    h("legend", { class: "unseen" }, `Your rating of ${movie.title}`),
    h("div", { class: "star-row" }, [
      inputs.map((input, index) =>
        h("label", { class: "star" }, [input, h("span", { "aria-hidden": "true" }), unseen(plural(index + 1, "star"))]),
      ),
    ]),
    remove,
  ]);

  const show = () => {
    const rating = ratingOf(movie.id);
    inputs.forEach((input, index) => {
      input.checked = rating !== null && Math.round(rating) === index + 1;
      input.parentElement.classList.toggle("on", rating !== null && index < Math.round(rating));
    });
    if (rating === null && document.activeElement === remove) inputs[0].focus();
    remove.classList.toggle("absent", rating === null);
  };

  async function choose(value) {
    const title = `“${movie.title}”`;
    if (!user() && !(await askLogIn(`Log in to rate ${title}.`))) return show();
    toast(
      value === null ? `Your rating of ${title} is gone.` : `${title}: ${plural(value, "star")}.`,
      { label: "Undo", run: rate(movie.id, value, origin) },
      value !== null &&
        watchlist.has(movie.id) && { label: "Take off the watchlist", run: () => watchlist.remove(movie.id) },
    );
  }

  onRatings(show, signal);
  loadRatings().then(show, () => {});
  show();
  return element;
}

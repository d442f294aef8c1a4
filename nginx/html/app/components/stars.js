import { h, unseen } from "../dom.js";
import { plural } from "../format.js";
import { loadRatings, onRatings, rate, ratingOf } from "../ratings.js";
import { user } from "../session.js";
import { askLogIn } from "./log-in-dialog.js";
import { toast } from "./toast.js";

let number = 0;

/** Five stars to rate a film with: a group of radio buttons, which the arrow keys move through, and a way to undo. */
export function stars(film, signal) {
  const name = `stars-${++number}`;
  const inputs = [1, 2, 3, 4, 5].map((value) => h("input", { type: "radio", name, value: String(value), onchange: () => choose(value) }));
  const remove = h("button", { type: "button", class: "text-button remove-rating", onclick: () => choose(null) }, "Remove", unseen(` my rating of ${film.title}`));
  const element = h(
    "fieldset", { class: "stars" }, h("legend", { class: "unseen" }, `Your rating of ${film.title}`),
    h("div", { class: "star-row" }, inputs.map((input, index) => h("label", { class: "star" }, input, h("span", { "aria-hidden": "true" }, "★"), unseen(plural(index + 1, "star"))))),
    remove);

  const show = () => {
    const rating = ratingOf(film.id);
    inputs.forEach((input, index) => {
      input.checked = rating !== null && Math.round(rating) === index + 1;
      input.parentElement.classList.toggle("on", rating !== null && index < Math.round(rating));
    });
    if (rating === null && document.activeElement === remove) inputs[0].focus();
    remove.classList.toggle("absent", rating === null);
  };

  async function choose(value) {
    if (!user() && !(await askLogIn(`Log in to rate “${film.title}”.`))) return show();
    await loadRatings().catch(() => {});
    const before = ratingOf(film.id);
    rate(film.id, value);
    const undo = { label: "Undo", run: () => rate(film.id, before === null ? null : Math.round(before)) };
    toast(value === null ? `Your rating of “${film.title}” is gone.` : `“${film.title}”: ${plural(value, "star")}.`, undo);
  }

  onRatings(show, signal);
  loadRatings().then(show, () => {});
  show();
  return element;
}

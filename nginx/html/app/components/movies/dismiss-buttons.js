import { user } from "../../api/session.js";
import { fill, h } from "../../lib/dom.js";
import { dismissals } from "../../state/marks.js";
import { askLogIn } from "../account/log-in-dialog.js";
import { stars } from "./stars.js";

/**
 * "Seen it" and "Not interested", for a movie that is recommended. What it is clicked in, `place`, makes way for a line
 * that says so, with an undo. `origin`: of the event if the movie is rated there.
 */
export function dismissButtons(movie, signal, place, origin) {
  const button = (reason, label) =>
    h(
      "button",
      {
        type: "button",
        class: "text-button small-text",
        "aria-label": `${label}: ${movie.title}`,
        onclick: () => dismiss(reason),
      },
      [label],
    );

  async function dismiss(reason) {
    if (!user() && !(await askLogIn(`Log in, and “${movie.title}” does not come back.`))) return;
    dismissals.add(movie.id, reason);
    const before = [...place.childNodes];
    const undo = h(
      "button",
      { type: "button", class: "text-button", "aria-label": `Undo: recommend ${movie.title} again`, onclick: takeBack },
      ["Undo"],
    );
    function takeBack() {
      dismissals.remove(movie.id);
      place.classList.remove("dismissed");
      fill(place, before);
      place.querySelector(".dismiss button").focus();
    }
    place.classList.add("dismissed");
    fill(place, [
      h("p", { role: "status" }, [
        reason === "seen"
          ? `You have seen “${movie.title}”. How was it?`
          : `“${movie.title}” is not recommended to you any more.`,
      ]),
      reason === "seen" && stars(movie, signal, { origin }),
      undo,
    ]);
    undo.focus();
  }
  return h("p", { class: "dismiss" }, button("seen", "Seen it"), button("not_interested", "Not interested"));
}

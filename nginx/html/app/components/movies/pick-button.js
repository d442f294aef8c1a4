import { h, unseen } from "../../lib/dom.js";
import { isPicked, maximum, onPicks, pick, unpick } from "../../state/picks.js";
import { toast } from "../basics/toast.js";

/**
 * A heart: the user likes the movie, and recommendations start from it. Another click takes it back.
 * - `onPick(movie)`: it was picked.
 * - `origin`: of the event.
 */
export function pickButton(movie, signal, { isWide = false, onPick, origin } = {}) {
  const text = h("span", { class: isWide ? null : "unseen" });
  const button = h(
    "button",
    { type: "button", class: isWide ? "button pick-wide" : "sign-button pick", onclick: toggle },
    [h("span", { class: "pick-sign", "aria-hidden": "true" }), text, isWide && unseen(` ${movie.title}`)],
  );

  function toggle() {
    if (isPicked(movie.id)) unpick(movie.id);
    else if (pick(movie, origin)) onPick?.(movie);
    else toast(`You have picked ${maximum} films already. Drop one to pick another.`);
  }
  const show = () => {
    const isOn = isPicked(movie.id);
    button.setAttribute("aria-pressed", String(isOn));
    text.textContent = isWide ? "I like it" : `I like ${movie.title}`;
  };
  onPicks(show, signal);
  show();
  return button;
}

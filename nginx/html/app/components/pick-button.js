import { h, unseen } from "../lib/dom.js";
import { isPicked, maximum, onPicks, pick, unpick } from "../state/picks.js";
import { toast } from "./toast.js";

/**
 * A button that picks a movie for recommendations to start from, and drops it again.
 * - `onPick(movie)`: it was picked.
 */
export function pickButton(movie, signal, { isWide = false, onPick } = {}) {
  const text = h("span", { class: isWide ? null : "unseen" });
  const button = h("button", { type: "button", class: isWide ? "button pick-wide" : "pick", onclick: toggle }, [
    h("span", { class: "pick-sign", "aria-hidden": "true" }),
    text,
    isWide && unseen(` ${movie.title}`),
  ]);

  function toggle() {
    if (isPicked(movie.id)) unpick(movie.id);
    else if (pick(movie)) onPick?.(movie);
    else toast(`You have picked ${maximum} films already. Drop one to pick another.`);
  }
  const show = () => {
    const isOn = isPicked(movie.id);
    button.setAttribute("aria-pressed", String(isOn));
    text.textContent = isWide ? (isOn ? "Picked" : "Pick") : `Pick ${movie.title}`;
  };
  onPicks(show, signal);
  show();
  return button;
}

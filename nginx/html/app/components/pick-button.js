import { h, unseen } from "../dom.js";
import { isPicked, maximum, onPicks, pick, unpick } from "../picks.js";
import { toast } from "./toast.js";

/** Picks a film to start recommendations from, and drops it again. */
export function pickButton(film, signal, { isWide = false } = {}) {
  const text = h("span", { class: isWide ? null : "unseen" });
  const button = h(
    "button", { type: "button", class: isWide ? "button pick-wide" : "pick", onclick: toggle },
    h("span", { class: "pick-sign", "aria-hidden": "true" }), text, isWide && unseen(` ${film.title}`));

  function toggle() {
    if (isPicked(film.id)) unpick(film.id);
    else if (!pick(film)) toast(`You have picked ${maximum} films already. Drop one to pick another.`);
  }
  const show = () => {
    const isOn = isPicked(film.id);
    button.setAttribute("aria-pressed", String(isOn));
    text.textContent = isWide ? (isOn ? "Picked" : "Pick") : `Pick ${film.title}`;
  };
  onPicks(show, signal);
  show();
  return button;
}

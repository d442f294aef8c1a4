import { h } from "../../lib/dom.js";

/**
 * A field for a file, which may also be dropped on it.
 * - `onFile(file)`: one was given.
 * - `onRefuse(text)`: what was dropped is not one file.
 */
export function fileDrop({ label, hint, accept, onFile, onRefuse }) {
  const input = h("input", { type: "file", id: "file", accept, "aria-describedby": "file-hint", onchange: choose });
  const place = h(
    "div",
    { class: "file-drop", ondragenter: over, ondragover: over, ondragleave: out, ondrop: drop },
    h("label", { for: "file", class: "message-title" }, label),
    h("p", { class: "hint", id: "file-hint" }, hint),
    input,
  );

  function choose() {
    if (input.files[0]) onFile(input.files[0]);
    // The same file may be chosen again.
    input.value = "";
  }
  function over(event) {
    event.preventDefault();
    place.classList.add("over");
  }
  function out(event) {
    if (!place.contains(event.relatedTarget)) place.classList.remove("over");
  }
  function drop(event) {
    event.preventDefault();
    place.classList.remove("over");
    const { files } = event.dataTransfer;
    if (files.length === 1) onFile(files[0]);
    else onRefuse(files.length === 0 ? "What you dropped is not a file." : "Drop one file at a time.");
  }
  return place;
}

import { h } from "../../lib/dom.js";

/** A field for a file, which may also be dropped on it. Calls `onFile(file)`. */
export function fileDrop({ label, hint, accept, onFile }) {
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
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  }
  return place;
}

import { h } from "../../lib/dom.js";

/**
 * Models, versions and shares, for those who want to know. While it is open, the lists of recommendations beside it
 * show their numbers (movies.css).
 */
export const curious = (content, { open = false } = {}) =>
  h("details", { class: "curious", open }, h("summary", {}, "For the curious"), h("div", {}, content));

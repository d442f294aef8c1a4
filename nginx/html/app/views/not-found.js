import { message } from "../components/basics/states.js";
import { h } from "../lib/dom.js";

export function show() {
  return {
    title: "Not found",
    node: h("div", { class: "page" }, [
      h("h1", { tabindex: -1 }, "No such page"),
      message({
        title: "There is nothing at this address.",
        text: "The films are elsewhere.",
        actions: [h("a", { class: "button", href: "/browse" }, "Browse films")],
      }),
    ]),
  };
}

// Where everything begins.

import { failure } from "./components/states.js";
import { startShell } from "./components/shell.js";
import { startDelivery } from "./delivery.js";
import { h } from "./dom.js";
import { reload, startRouter } from "./router.js";
import { onSession } from "./session.js";

startShell();
startRouter(document.querySelector("#stage"), (error) => ({
  title: "",
  node: h(
    "div", { class: "page" },
    h("h1", { tabindex: -1 }, "This page did not arrive"),
    failure(error, () => location.reload())),
}));
startDelivery();

// Another person, or nobody: what is shown was not made for them. A session that has ended by itself leaves all as it
// is.
onSession(({ now, before }) => {
  if (now?.user?.id !== before?.user?.id) reload();
});

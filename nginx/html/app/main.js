// The entry point.

import { onSession } from "./api/session.js";
import { startShell } from "./components/shell.js";
import { failure } from "./components/states.js";
import { h } from "./lib/dom.js";
import { startDelivery } from "./outbox/delivery.js";
import { reload, startRouter } from "./router.js";
import { notFound, routes } from "./routes.js";

startShell();
startRouter(document.querySelector("#stage"), {
  routes,
  notFound,
  failed: (error) => ({
    title: "",
    node: h("div", { class: "page" }, [
      h("h1", { tabindex: -1 }, "This page did not arrive"),
      failure(error, () => location.reload()),
    ]),
  }),
});
startDelivery();

// Another user, or none: the view was not made for them. A session that has expired leaves the view as it is.
onSession(({ now, before }) => {
  if (now?.user?.id !== before?.user?.id) reload();
});

// The entry point.

import { NoAnswerError, request } from "./api/http.js";
import { onSession } from "./api/session.js";
import { failure } from "./components/basics/states.js";
import { startShell } from "./components/frame/shell.js";
import { gridSkeleton } from "./components/movies/movie-card.js";
import { h } from "./lib/dom.js";
import { startServiceWorker } from "./lib/service-worker.js";
import { startDelivery } from "./outbox/delivery.js";
import { note, reload, startRouter } from "./router.js";
import { notFound, routes } from "./routes.js";

const page = (title, content) => h("div", { class: "page" }, h("h1", { tabindex: -1 }, title), content);

startShell();
startRouter(document.querySelector("#stage"), {
  routes,
  notFound,
  waiting: (title) => ({ title, node: page(title, h("div", { "aria-busy": "true" }, gridSkeleton(12))) }),
  missing(error, signal) {
    if (mayReload()) fetchAgain();
    return {
      title: "",
      node: page("This page did not arrive", failure(new NoAnswerError("", { cause: error }), fetchAgain, signal)),
    };
  },
  failed: (error) => ({
    title: "",
    node: page(
      "This page does not work",
      failure(error, () => location.reload()),
    ),
  }),
});
startDelivery();
startServiceWorker();

/**
 * Some browsers do not ask again for a module that did not arrive until the page is loaded again. Without a network
 * that would lead to the browser's own page of errors.
 */
async function fetchAgain() {
  const hasNetwork = await request("HEAD", "/api/health/live").then(
    () => true,
    () => false,
  );
  if (hasNetwork) location.reload();
  else reload();
}

/** A deploy may have replaced the pages: then the module is gone for good. Not twice in a row: nothing loops. */
function mayReload() {
  if (!navigator.onLine || Date.now() - (history.state?.reloaded ?? 0) < 10_000) return false;
  note({ reloaded: Date.now() });
  return true;
}

// Another user, or none: the view was not made for them. A session that has expired leaves the view as it is.
onSession(({ now, before }) => {
  if (now?.user?.id !== before?.user?.id) reload();
});

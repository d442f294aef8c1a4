// Which view an address has, and going from one to another within the page.
//
// A view is a module with `show(route)`, which answers `{title, node, update}` at once and fills the node as data come.
// `route` is `{path, parameters, query, signal}`; `signal` aborts when the view is left. `update(route)`, where a view has
// it, takes another query of the same path, so that what somebody types into keeps its focus.

const routes = [
  [/^\/$/, () => import("./views/home.js")],
  [/^\/browse$/, () => import("./views/browse.js")],
  [/^\/film\/(-?\d{1,19})$/, () => import("./views/film.js")],
  [/^\/picks$/, () => import("./views/picks.js")],
  [/^\/for-you$/, () => import("./views/for-you.js")],
  [/^\/history$/, () => import("./views/history.js")],
  [/^\/account$/, () => import("./views/account.js")],
  [/^\/log-in$/, () => import("./views/log-in.js")],
];
const notFound = () => import("./views/not-found.js");

let stage = null;
let failure = null;
let leaving = new AbortController();
let shown = { path: null, view: null };
let turn = 0;

/** - `onFailure(error)` answers what is shown where a view's files do not arrive. */
export function startRouter(element, onFailure) {
  stage = element;
  failure = onFailure;
  history.scrollRestoration = "manual";
  addEventListener("popstate", (event) => show({ scroll: event.state?.scroll ?? 0 }));
  addEventListener("click", follow);
  addEventListener("pagehide", rememberScroll);
  return show({ scroll: history.state?.scroll ?? 0, isFirst: true });
}

/** Shows an address of this site; with `replace`, in place of the one before in the browser's history. With `keepsFocus`,
 * somebody is typing. */
export function navigate(address, { replace = false, keepsFocus = false } = {}) {
  const url = new URL(address, location.href);
  if (url.pathname + url.search === location.pathname + location.search) replace = true;
  rememberScroll();
  if (replace) history.replaceState(history.state, "", url);
  else history.pushState({}, "", url);
  return show({ scroll: replace ? null : 0, keepsFocus });
}

/** The same address anew: somebody has logged in or out, or wants another attempt. */
export function reload() {
  shown = { path: null, view: null };
  return show({ scroll: null });
}

/** Notes a fact of the present entry of the browser's history, which a reload and the way back keep. */
export const note = (facts) => history.replaceState({ ...history.state, ...facts }, "");

async function show({ scroll, isFirst = false, keepsFocus = false }) {
  const url = new URL(location.href);
  const path = url.pathname;
  if (shown.path === path && shown.view?.update) {
    shown.view.update({ path, query: url.searchParams, signal: leaving.signal });
    announce(path);
    return;
  }
  const current = ++turn;
  const { load, parameters } = match(path);
  let view;
  try {
    const module = await load();
    if (current !== turn) return;
    leaving.abort();
    leaving = new AbortController();
    view = module.show({ path, parameters, query: url.searchParams, signal: leaving.signal });
  } catch (error) {
    if (current !== turn) return;
    view = failure(error);
  }
  shown = { path, view };
  document.title = view.title ? `${view.title} · Marquee` : "Marquee: films worth your evening";
  stage.replaceChildren(view.node);
  announce(path);
  // A new page is read from its heading on; the first one from where the browser begins.
  if (!isFirst && !keepsFocus && scroll !== null) stage.querySelector("h1")?.focus({ preventScroll: true });
  if (scroll !== null) restoreScroll(scroll, leaving.signal);
}

/** For what surrounds the views. */
const announce = (path) => dispatchEvent(new CustomEvent("marquee:shown", { detail: { path } }));

function match(path) {
  for (const [pattern, load] of routes) {
    const found = pattern.exec(path);
    if (found) return { load, parameters: found.slice(1) };
  }
  return { load: notFound, parameters: [] };
}

function rememberScroll() {
  note({ scroll: Math.round(scrollY) });
}

/** Lists grow as they arrive: tries until the page is long enough, for a second, or until the person scrolls. */
function restoreScroll(top, signal) {
  scrollTo(0, top);
  if (top === 0) return;
  const deadline = performance.now() + 1_000;
  const stop = new AbortController();
  for (const type of ["wheel", "touchmove", "keydown"]) {
    addEventListener(type, () => stop.abort(), { signal: stop.signal, passive: true });
  }
  const attempt = () => {
    if (signal.aborted || stop.signal.aborted || performance.now() > deadline) return stop.abort();
    if (Math.abs(scrollY - top) > 1) scrollTo(0, top);
    requestAnimationFrame(attempt);
  };
  attempt();
}

function follow(event) {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname.startsWith("/api/") || url.hash) return;
  event.preventDefault();
  navigate(url.href);
}

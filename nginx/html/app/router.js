// Shows the view of an address, and goes from one view to another without loading the page again.
//
// A view is a module with `show(route)`, which returns `{title, node, update}` at once and fills the node as data
// arrive. `route` is `{path, parameters, query, signal}`; `signal` aborts when the view is left. `update(route)` is
// optional: it takes another query of the same path, so that a field that somebody types into keeps its focus. The
// title is read again after it.

import { createEmitter } from "./lib/emitter.js";

const arrivals = createEmitter();
/** Milliseconds until a placeholder stands in for a view whose module has not arrived: a click answers within 100. */
const grace = 40;

let stage = null;
let table = null;
let leaving = new AbortController();
let shown = { path: null, view: null };
/** Path and query of what is shown. */
let address = null;
let turn = 0;

/** Facts by link. */
const carried = new WeakMap();

/** Tells the frame around the views that another view or query is shown. */
export const onShown = arrivals.subscribe;

/**
 * Shows the view of the current address in `element`, and follows links from then on.
 * - `routes`: triples of a pattern, a function that loads the view's module, and its title.
 * - `notFound()`: loads the view of all other paths.
 * - `waiting(title)`: the view to show until a module is here.
 * - `missing(error)`: the view to show if a module does not arrive.
 * - `failed(error)`: the view to show if one does not work.
 */
export function startRouter(element, views) {
  stage = element;
  table = views;
  history.scrollRestoration = "manual";
  addEventListener("popstate", (event) => {
    // A link to a part of the same page, such as the one that skips to the content, shows nothing anew.
    if (location.pathname + location.search !== address) show({ scroll: event.state?.scroll ?? 0 });
  });
  addEventListener("click", follow);
  addEventListener("pagehide", rememberScroll);
  return show({ scroll: history.state?.scroll ?? 0, isFirst: true });
}

/**
 * Shows an address of this site.
 * - `replace`: the address takes the place of the current one in the browser's history.
 * - `keepsFocus`: somebody is typing.
 * - `facts`: noted in the new entry of the browser's history.
 */
export function navigate(address, { replace = false, keepsFocus = false, facts = {} } = {}) {
  const url = new URL(address, location.href);
  const replaces = replace || url.pathname + url.search === location.pathname + location.search;
  rememberScroll();
  if (replaces) history.replaceState(history.state, "", url);
  else history.pushState(facts, "", url);
  return show({ scroll: replaces ? null : 0, keepsFocus });
}

/** Shows the current address again: somebody has logged in or out, or tries again. */
export function reload() {
  shown = { path: null, view: null };
  return show({ scroll: null });
}

/** Notes facts in the current entry of the browser's history, which keeps them on a reload and on the way back. */
export const note = (facts) => history.replaceState({ ...history.state, ...facts }, "");

/** Notes facts in the entry that `link` leads to. Returns the link. */
export function carrying(link, facts) {
  carried.set(link, facts);
  return link;
}

async function show({ scroll, isFirst = false, keepsFocus = false }) {
  const url = new URL(location.href);
  const path = url.pathname;
  address = url.pathname + url.search;
  if (shown.path === path && shown.view?.update) {
    shown.view.update({ path, query: url.searchParams, signal: leaving.signal });
    entitle(shown.view);
    arrivals.emit();
    return;
  }
  const current = ++turn;
  const { load, parameters, title } = match(path);
  const early = setTimeout(() => {
    if (current !== turn) return;
    leaving.abort();
    place(null, table.waiting(title));
    if (scroll === 0) scrollTo(0, 0);
  }, grace);
  const loaded = await load().then(
    (module) => ({ module }),
    (error) => ({ error }),
  );
  clearTimeout(early);
  if (current !== turn) return;
  leaving.abort();
  leaving = new AbortController();
  let view;
  try {
    view = loaded.module
      ? loaded.module.show({ path, parameters, query: url.searchParams, signal: leaving.signal })
      : table.missing(loaded.error, leaving.signal);
  } catch (error) {
    view = table.failed(error);
  }
  place(path, view);
  // A screen reader reads a new page from its heading on, and the first one from where the browser begins.
  if (!isFirst && !keepsFocus && scroll !== null) stage.querySelector("h1")?.focus({ preventScroll: true });
  if (scroll !== null) restoreScroll(scroll, leaving.signal);
}

function place(path, view) {
  shown = { path, view };
  entitle(view);
  stage.replaceChildren(view.node);
  arrivals.emit();
}

function entitle({ title }) {
  document.title = title ? `${title} · Marquee` : "Marquee: films worth your evening";
}

function match(path) {
  for (const [pattern, load, title] of table.routes) {
    const found = pattern.exec(path);
    if (found) return { load, parameters: found.slice(1), title };
  }
  return { load: table.notFound, parameters: [], title: "" };
}

function rememberScroll() {
  note({ scroll: Math.round(scrollY) });
}

/** Lists grow as they arrive: tries for a second, and on until all are here, unless the user does something. */
function restoreScroll(top, signal) {
  scrollTo(0, top);
  if (top === 0) return;
  const deadline = performance.now() + 1_000;
  const stop = new AbortController();
  for (const type of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(type, () => stop.abort(), { signal: stop.signal, passive: true });
  }
  const attempt = () => {
    if (signal.aborted || stop.signal.aborted) return stop.abort();
    if (Math.abs(scrollY - top) > 1) scrollTo(0, top);
    if (performance.now() > deadline && !stage.querySelector(".panel[aria-busy]")) return stop.abort();
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
  navigate(url.href, { facts: carried.get(link) });
}

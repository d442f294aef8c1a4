// The service worker. It keeps the files of the pages, so that a second visit asks for none, and answers of the API
// that are the same for everybody, which it gives if there is no network. scripts/lib/publish_pages.py fills in the two
// constants; without them the pages do not start it.

const version = "";
const files = [];

const shell = "pages-";
const answers = "answers";
/** Answers beyond this number are forgotten, oldest first. */
const maximum = 300;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (isPage(url.pathname)) event.respondWith(kept("/"));
  } else if (url.pathname.startsWith("/v/") || files.includes(url.pathname)) {
    event.respondWith(kept(request));
  } else if (isPublic(url.pathname) && !request.headers.has("Authorization")) {
    event.respondWith(latest(event));
  }
});

async function install() {
  const cache = await caches.open(shell + version);
  await cache.addAll([new Request("/", { cache: "reload" }), ...files]);
  // Files of two versions do not meet: each has its own addresses.
  await self.skipWaiting();
}

/** A tab that was open before a deploy still asks for files of the version before. */
async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(shell) && name !== shell + version);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** All pages are the same file; the API, and files, are not pages. */
const isPage = (path) => !/^\/(api|init|recommend|metrics)(\/|$)|\.[a-z]+$/.test(path);

const isPublic = (path) => /^\/api\/(movies|genres|popular|trending|stats|models)(\/|$)/.test(path);

async function kept(request) {
  const own = await caches.open(shell + version);
  return (await own.match(request)) ?? (await caches.match(request)) ?? fetch(request);
}

async function latest(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keep(event.request, answer.clone()));
    return answer;
  } catch (error) {
    const known = await caches.match(event.request, { cacheName: answers });
    if (known) return known;
    throw error;
  }
}

async function keep(request, answer) {
  const cache = await caches.open(answers);
  await cache.put(request, answer);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - maximum)).map((old) => cache.delete(old)));
}

// Answers that the server has given before, for times without a network: what a user has seen is shown again. They are
// the user's own, apart from those of others, and a log-out removes them.

import { onLeave, owner } from "./session.js";

const prefix = "own-";
/** Answers beyond this number are forgotten, oldest first. */
const most = 80;
/** Browsers have it in secure contexts only. */
const caches = globalThis.caches;

const name = (id) => `${prefix}${id ?? "nobody"}`;
const isOwners = (id) => id === undefined || owner()?.id === id;

/** `key` tells the requests of a user apart. */
export async function keep(id, key, answer) {
  if (!caches || !isOwners(id)) return;
  const cache = await caches.open(name(id));
  await cache.put(address(key), Response.json(answer));
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - most)).map((old) => cache.delete(old)));
  // There was a log-out meanwhile.
  if (!isOwners(id)) await caches.delete(name(id));
}

/** Undefined if it is not known. */
export async function recall(id, key) {
  if (!caches || !isOwners(id)) return undefined;
  const found = await caches.match(address(key), { cacheName: name(id) });
  return found?.json();
}

const address = (key) => `/kept?${encodeURIComponent(key)}`;

/** Removes what belongs to anybody but the user; after a log-out also what was seen before the log-in. */
async function removeOthers({ hasLeft = false } = {}) {
  if (!caches) return;
  for (const other of await caches.keys()) {
    const isTheirs = other === name() ? !hasLeft : other === name(owner()?.id);
    if (other.startsWith(prefix) && !isTheirs) await caches.delete(other);
  }
}

onLeave(() => removeOthers({ hasLeft: true }).catch(() => {}));
removeOthers().catch(() => {});

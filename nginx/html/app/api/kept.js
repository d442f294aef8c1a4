// Earlier answers of the server, shown again when there is no network. Each user's answers are kept apart, and a
// log-out removes them.

import { onLeave, owner } from "./session.js";

const prefix = "own-";
/** Answers beyond this number are forgotten, oldest first. */
const most = 80;
/** Undefined outside secure contexts. */
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
  // The user has logged out meanwhile.
  if (!isOwners(id)) await caches.delete(name(id));
}

/** Undefined if no such answer is kept. */
export async function recall(id, key) {
  if (!caches || !isOwners(id)) return undefined;
  const found = await caches.match(address(key), { cacheName: name(id) });
  return found?.json();
}

const address = (key) => `/kept?${encodeURIComponent(key)}`;

/** Removes all answers but the user's, and after a log-out also those that an anonymous visitor has seen. */
async function removeOthers({ hasLeft = false } = {}) {
  if (!caches) return;
  for (const other of await caches.keys()) {
    const isTheirs = other === name() ? !hasLeft : other === name(owner()?.id);
    if (other.startsWith(prefix) && !isTheirs) await caches.delete(other);
  }
}

onLeave(() => removeOthers({ hasLeft: true }).catch(() => {}));
removeOthers().catch(() => {});

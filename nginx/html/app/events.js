// What the person does with films, on its way to the server: each event an entry of localStorage under the user's id, so
// that tabs add without asking one another, and a reload or a time without network loses none. `delivery.js` sends them.

import { createEmitter } from "./emitter.js";
import { onSession, owner } from "./session.js";
import { names, read, remove, watch, write } from "./storage.js";

const additions = createEmitter();
const prefix = "event.";
/** Beyond so many that wait, the oldest are given up: storage has a bound. */
const maximum = 1_000;
let last = 0;

/** Tells of an event that this or another tab has added. */
export const onEvent = additions.subscribe;

/** A film was opened. */
export const viewed = (movie) => add({ interaction_type: "view", movie_id: movie });
/** A film was picked. */
export const selected = (movie) => add({ interaction_type: "select", movie_id: movie });
/** A film was rated. A rating of the film that still waits is replaced by this one. */
export function rated(movie, rating) {
  withdraw(movie);
  return add({ interaction_type: "rate", movie_id: movie, rating });
}
/** The rating of a film was taken back. */
export function unrated(movie) {
  withdraw(movie);
  return add({ unrate: movie });
}

/** Those of this user which are still to be sent, oldest first: `{name, event}`. */
export function pending(userId) {
  return names(`${prefix}${userId}.`)
    .map((name) => ({ name, event: read(name) }))
    .filter(({ event }) => event !== null);
}

/** It has arrived, or never can. */
export const settle = (name) => remove(name);

/** Of an anonymous person nothing is kept; of someone whose session has just ended, until they log in again. */
function add(event) {
  const userId = owner()?.id;
  if (userId === undefined) return;
  const waiting = names(`${prefix}${userId}.`);
  for (const name of waiting.slice(0, Math.max(0, waiting.length + 1 - maximum))) remove(name);
  const id = crypto.randomUUID?.() ?? uuid();
  // Names sort by time, and by order within a millisecond.
  last = Math.max(last + 1, Date.now() * 1000);
  write(`${prefix}${userId}.${String(last).padStart(17, "0")}.${id}`, { ...event, event_id: id });
  additions.emit(userId);
}

function withdraw(movie) {
  const userId = owner()?.id;
  for (const { name, event } of userId === undefined ? [] : pending(userId)) {
    if (event.unrate === movie || (event.interaction_type === "rate" && event.movie_id === movie)) remove(name);
  }
}

/** Version 4 of RFC 9562, for pages that are not in a secure context. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// A log-out keeps nothing of that user; a session that has ended by itself keeps all.
onSession(({ before }) => {
  if (before?.user && owner()?.id !== before.user.id) {
    for (const name of names(`${prefix}${before.user.id}.`)) remove(name);
  }
});

watch((name) => {
  if (name?.startsWith(prefix) && read(name) !== null) additions.emit(Number(name.split(".")[1]));
});

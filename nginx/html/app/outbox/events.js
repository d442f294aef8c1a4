// The user's views, picks and ratings until the server has them. Each event is an entry of localStorage under the
// user's id: tabs add events without coordination, and none is lost on a reload or without a network. `delivery.js`
// sends them.

import { onLeave, owner } from "../api/session.js";
import { createEmitter } from "../lib/emitter.js";
import { names, read, remove, watch, write } from "../lib/storage.js";

const additions = createEmitter();
const prefix = "event.";
/** Storage is bounded: beyond this many unsent events the oldest are dropped. */
const maximum = 1_000;
let last = 0;

/** Tells of an event that this tab or another one has added: `{userId, event}`. */
export const onEvent = additions.subscribe;

// `origin` says from which recommendation an event followed: `{recommendation_id, place}`, or nothing.

/** The page of a movie was opened. */
export const viewed = (movie, origin) => add({ interaction_type: "view", movie_id: movie, ...origin });
/** A movie was picked. */
export const selected = (movie, origin) => add({ interaction_type: "select", movie_id: movie, ...origin });
/** A pick was taken back. An unsent one may be on its way already, so the server is told in any case. */
export function unselected(movie) {
  withdraw((event) => event.unselect === movie || (event.interaction_type === "select" && event.movie_id === movie));
  return add({ unselect: movie });
}
/** A movie was rated. This replaces an unsent rating of the same movie. */
export function rated(movie, rating, origin) {
  withdraw(isRatingOf(movie));
  return add({ interaction_type: "rate", movie_id: movie, rating, ...origin });
}
/** The rating of a movie was withdrawn. */
export function unrated(movie) {
  withdraw(isRatingOf(movie));
  return add({ unrate: movie });
}

/** A movie was put on the watchlist, or taken off it. */
export const wanted = (movie) => mark({ want: movie }, "want", "unwant");
export const unwanted = (movie) => mark({ unwant: movie }, "want", "unwant");
/** A movie was dismissed for a `reason`, `not_interested` or `seen`, or that was taken back. */
export const dismissed = (movie, reason) => mark({ dismiss: movie, reason }, "dismiss", "undismiss");
export const undismissed = (movie) => mark({ undismiss: movie }, "dismiss", "undismiss");

/** The newest mark of a movie is the only one that counts. */
function mark(event, ...names) {
  const movie = names.map((name) => event[name]).find((id) => id !== undefined);
  withdraw((other) => names.some((name) => other[name] === movie));
  return add(event);
}

/** The user's unsent events, oldest first: `{name, event}`. */
export function pending(userId) {
  return names(`${prefix}${userId}.`)
    .map((name) => ({ name, event: read(name) }))
    .filter(({ event }) => event !== null);
}

/** Forgets an event that has arrived or that the server refuses for good. */
export const settle = (name) => remove(name);

/** Keeps an event without its origin, which the server no longer knows. */
export function withoutOrigin({ name, event: { recommendation_id: _, place: __, ...event } }) {
  if (read(name)) write(name, event);
}

/** Keeps nothing of an anonymous visitor; keeps the events of an expired session until the next log-in. */
function add(event) {
  const userId = owner()?.id;
  if (userId === undefined) return;
  const waiting = names(`${prefix}${userId}.`);
  for (const name of waiting.slice(0, Math.max(0, waiting.length + 1 - maximum))) remove(name);
  const id = crypto.randomUUID?.() ?? uuid();
  // Names sort by time, and within a millisecond in the order of the calls.
  last = Math.max(last + 1, Date.now() * 1000);
  write(`${prefix}${userId}.${String(last).padStart(17, "0")}.${id}`, { ...event, event_id: id });
  additions.emit({ userId, event });
}

const isRatingOf = (movie) => (event) =>
  event.unrate === movie || (event.interaction_type === "rate" && event.movie_id === movie);

/** Forgets unsent events. */
function withdraw(isMeant) {
  const userId = owner()?.id;
  for (const { name, event } of userId === undefined ? [] : pending(userId)) if (isMeant(event)) remove(name);
}

/** A UUID of version 4 (RFC 9562), for pages outside a secure context, where `randomUUID` is missing. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// A session that has expired keeps its events.
onLeave(({ id }) => {
  for (const name of names(`${prefix}${id}.`)) remove(name);
});

watch((name, event) => {
  if (name?.startsWith(prefix) && event) additions.emit({ userId: Number(name.split(".")[1]), event });
});

// The user's current ratings: those of the server, overlaid with those that the outbox still holds.

import { asUser } from "../api/client.js";
import { onSession, owner, user } from "../api/session.js";
import { createEmitter } from "../lib/emitter.js";
import { announce, watch } from "../lib/storage.js";
import { onEvent, pending, rated, unrated } from "../outbox/events.js";

const changes = createEmitter();
/** The name under which tabs tell each other that the server's ratings have changed. */
const news = "ratings-changed";
/** A promise that `stars` is loaded; null before it is asked for. */
let loading = null;
/** Stars by the movie's id. */
let stars = new Map();
/** The same as the server has sent them; null before. */
let served = null;
/** Events since the server was asked, which its answer may lack. */
let meanwhile = [];

/** Tells that some rating has changed. */
export const onRatings = changes.subscribe;

/** Null if the movie is not rated or the ratings are not loaded yet. */
export const ratingOf = (id) => stars.get(id) ?? null;

/** The number of rated movies, as far as they are loaded. */
export const ratedCount = () => stars.size;

/** Asks the server once. */
export function loadRatings() {
  if (user()) {
    loading ??= load(user().id).catch((error) => {
      loading = null;
      throw error;
    });
  }
  return loading ?? Promise.resolve();
}

/** A `rating` of null withdraws it. Returns a function that undoes it. */
export function rate(id, rating) {
  const before = served && ratingOf(id);
  const isKnown = served !== null;
  record(id, rating);
  return async () => {
    if (!isKnown) await loadRatings().catch(() => {});
    record(id, isKnown ? before : (served?.get(id) ?? null));
  };
}

function record(id, rating) {
  if (rating === null) unrated(id);
  // The server may have half stars, from elsewhere; an event has whole ones.
  else rated(id, Math.round(rating));
}

/** Asks the server again, in every tab, after interactions were removed from the history. */
export function reloadRatings() {
  announce(news);
  loading = null;
  return loadRatings();
}

async function load(id) {
  const found = new Map();
  let cursor;
  meanwhile = [];
  do {
    const page = await asUser("GET", "/api/ratings", { as: id, query: { limit: 500, cursor } });
    for (const { movie, rating } of page.ratings) found.set(movie.id, rating);
    cursor = page.next_cursor;
  } while (cursor);
  if (owner()?.id !== id) return;
  served = new Map(found);
  stars = found;
  for (const event of [...pending(id).map(({ event }) => event), ...meanwhile]) apply(event);
  changes.emit();
}

function apply(event) {
  if (event.unrate !== undefined) stars.delete(event.unrate);
  else if (event.interaction_type === "rate") stars.set(event.movie_id, event.rating);
  else return false;
  return true;
}

onEvent(({ userId, event }) => {
  if (userId !== owner()?.id || !apply(event)) return;
  meanwhile.push(event);
  changes.emit();
});

onSession(({ now, before }) => {
  // A session that has expired leaves the user's ratings as they are.
  if (now?.user?.id === before?.user?.id) return;
  loading = null;
  served = null;
  stars = new Map();
  changes.emit();
});

watch((name, value) => {
  if (name !== news || !value || !loading) return;
  loading = null;
  loadRatings().catch(() => {});
});

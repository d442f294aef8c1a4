// The user's current ratings: those of the server, overlaid with those that the outbox still holds.

import { asUser } from "../api/client.js";
import { onSession, owner, user } from "../api/session.js";
import { createEmitter } from "../lib/emitter.js";
import { onEvent, pending, rated, unrated } from "../outbox/events.js";

const changes = createEmitter();
/** A promise that `stars` is loaded; null before it is asked for. */
let loading = null;
/** Stars by the movie's id. */
let stars = new Map();

/** Tells that some rating has changed. */
export const onRatings = changes.subscribe;

/** Null if the movie is not rated or the ratings are not loaded yet. */
export const ratingOf = (id) => stars.get(id) ?? null;

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

/** A `rating` of null withdraws it. */
export function rate(id, rating) {
  if (rating === null) unrated(id);
  else rated(id, rating);
}

/** Asks the server again, after interactions were removed from the history. */
export function reloadRatings() {
  loading = null;
  return loadRatings();
}

async function load(id) {
  const found = new Map();
  let cursor;
  do {
    const page = await asUser("GET", "/api/ratings", { as: id, query: { limit: 500, cursor } });
    for (const { movie, rating } of page.ratings) found.set(movie.id, rating);
    cursor = page.next_cursor;
  } while (cursor);
  if (owner()?.id !== id) return;
  stars = found;
  overlay(id);
}

function overlay(id) {
  for (const { event } of pending(id)) {
    if (event.unrate !== undefined) stars.delete(event.unrate);
    else if (event.interaction_type === "rate") stars.set(event.movie_id, event.rating);
  }
  changes.emit();
}

onEvent((id) => {
  if (id === owner()?.id) overlay(id);
});

onSession(({ now, before }) => {
  // A session that has expired leaves the user's ratings as they are.
  if (now?.user?.id === before?.user?.id) return;
  loading = null;
  stars = new Map();
  changes.emit();
});

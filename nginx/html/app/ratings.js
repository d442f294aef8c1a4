// What the person thinks of films now: the server's ratings, with those over them that are still on their way.

import { asUser } from "./api.js";
import { createEmitter } from "./emitter.js";
import { onEvent, pending, rated, unrated } from "./events.js";
import { onSession, owner, user } from "./session.js";

const changes = createEmitter();
/** Stars by film; a promise of it, made when first asked for. */
let loading = null;
let stars = new Map();

/** Tells of each change, with nothing. */
export const onRatings = changes.subscribe;

/** Null for a film that is not rated, as far as is known. */
export const ratingOf = (id) => stars.get(id) ?? null;

/** Asks the server once. */
export function loadRatings() {
  if (user()) loading ??= load(user().id).catch((error) => ((loading = null), Promise.reject(error)));
  return loading ?? Promise.resolve();
}

/** Null takes the rating back. */
export function rate(id, rating) {
  if (rating === null) unrated(id);
  else rated(id, rating);
}

/** Asks the server anew: events were removed from the history. */
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
  // A session that has ended by itself changes nothing of what somebody thinks.
  if (now?.user?.id === before?.user?.id) return;
  loading = null;
  stars = new Map();
  changes.emit();
});

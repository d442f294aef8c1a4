// The user's current ratings, in stars.

import { announce, watch } from "../lib/storage.js";
import { rated, unrated } from "../outbox/events.js";
import { createOwn } from "./own.js";

/** The name under which tabs tell each other that the server's ratings have changed. */
const news = "ratings-changed";

const own = createOwn({
  path: "/api/ratings",
  name: "ratings",
  value: ({ rating }) => rating,
  change: (event) => {
    if (event.unrate !== undefined) return [event.unrate, null];
    return event.interaction_type === "rate" ? [event.movie_id, event.rating] : undefined;
  },
});

/** Tells that some rating has changed. */
export const onRatings = own.onChange;

/** Null if the movie is not rated or the ratings are not loaded yet. */
export const ratingOf = own.get;

/** The number of rated movies, as far as they are loaded. */
export const ratedCount = own.size;

/** Asks the server once. */
export const loadRatings = own.load;

/** A `rating` of null withdraws it. Returns a function that undoes it. `origin`: of the event. */
export function rate(id, rating, origin) {
  const isKnown = own.served(id) !== undefined;
  const before = ratingOf(id);
  record(id, rating, origin);
  return async () => {
    if (!isKnown) await loadRatings().catch(() => {});
    record(id, isKnown ? before : (own.served(id) ?? null));
  };
}

function record(id, rating, origin) {
  if (rating === null) unrated(id);
  // The server may have half stars, from elsewhere; an event has whole ones.
  else rated(id, Math.round(rating), origin);
}

/** Asks the server again, in every tab, after interactions were removed from the history. */
export function reloadRatings() {
  announce(news);
  return own.reload();
}

watch((name, value) => {
  if (name === news && value && own.isAsked()) own.reload().catch(() => {});
});

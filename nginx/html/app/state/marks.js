// The movies that the user wants to see, and those that are not to be recommended.

import { dismissed, undismissed, unwanted, wanted } from "../outbox/events.js";
import { createOwn } from "./own.js";

/** - `on`, `off`: the members of events that set and remove the mark of a movie. */
function marks(path, name, on, off) {
  const own = createOwn({
    path,
    name,
    value: () => true,
    change: (event) => {
      if (event[on] !== undefined) return [event[on], true];
      return event[off] === undefined ? undefined : [event[off], null];
    },
  });
  return { onChange: own.onChange, load: own.load, reload: own.reload, has: (movie) => own.get(movie) !== null };
}

export const watchlist = { ...marks("/api/watchlist", "watchlist", "want", "unwant"), add: wanted, remove: unwanted };

export const dismissals = {
  ...marks("/api/dismissals", "dismissals", "dismiss", "undismiss"),
  add: dismissed,
  remove: undismissed,
};

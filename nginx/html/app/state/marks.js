// The movies that the user wants to see, and those that are not to be recommended: those of the server, overlaid with
// the marks that the outbox still holds.

import { asUser } from "../api/client.js";
import { onSession, owner, user } from "../api/session.js";
import { createEmitter } from "../lib/emitter.js";
import { dismissed, onEvent, pending, undismissed, unwanted, wanted } from "../outbox/events.js";

/**
 * - `ask(query, id)`: a page of the server's list, `{movies, next}`.
 * - `on`, `off`: the members of events that set and remove the mark of a movie.
 */
function marks({ ask, on, off }) {
  const changes = createEmitter();
  let loading = null;
  let movies = new Set();
  let meanwhile = [];

  function load() {
    if (user()) {
      loading ??= fetchAll(user().id).catch((error) => {
        loading = null;
        throw error;
      });
    }
    return loading ?? Promise.resolve();
  }

  async function fetchAll(id) {
    const found = new Set();
    let cursor;
    meanwhile = [];
    do {
      const page = await ask({ limit: 500, cursor }, id);
      for (const movie of page.movies) found.add(movie);
      cursor = page.next;
    } while (cursor);
    if (owner()?.id !== id) return;
    movies = found;
    for (const event of [...pending(id).map(({ event }) => event), ...meanwhile]) apply(event);
    changes.emit();
  }

  function apply(event) {
    if (event[on] !== undefined) movies.add(event[on]);
    else if (event[off] !== undefined) movies.delete(event[off]);
    else return false;
    return true;
  }

  onEvent(({ userId, event }) => {
    if (userId !== owner()?.id || !apply(event)) return;
    meanwhile.push(event);
    changes.emit();
  });

  onSession(({ now, before }) => {
    if (now?.user?.id === before?.user?.id) return;
    loading = null;
    movies = new Set();
    changes.emit();
  });

  return { onChange: changes.subscribe, load, has: (id) => movies.has(id), size: () => movies.size };
}

const pageOf = (path, name) => async (query, id) => {
  const answer = await asUser("GET", path, { as: id, query });
  return { movies: answer[name].map(({ movie }) => movie.id), next: answer.next_cursor };
};

export const watchlist = {
  ...marks({ ask: pageOf("/api/watchlist", "watchlist"), on: "want", off: "unwant" }),
  add: wanted,
  remove: unwanted,
};

export const dismissals = {
  ...marks({ ask: pageOf("/api/dismissals", "dismissals"), on: "dismiss", off: "undismiss" }),
  add: dismissed,
  remove: undismissed,
};

// What the user has said of movies: what the server has of it, overlaid with the events that the outbox still holds.

import { asUser, keeping, orRecall } from "../api/client.js";
import { onSession, owner, user } from "../api/session.js";
import { createEmitter } from "../lib/emitter.js";
import { onEvent, pending } from "../outbox/events.js";

/**
 * One value for each movie.
 * - `path`, `name`: the server's list, and its name in the answer.
 * - `value(entry)`: of an entry of that list.
 * - `change(event)`: `[movie, value]` if an event sets a value, a value of null if it removes it; otherwise undefined.
 */
export function createOwn({ path, name, value, change }) {
  const changes = createEmitter();
  // A promise that the values are loaded; null before they are asked for.
  let loading = null;
  let values = new Map();
  // The values as the server has sent them; null before it has.
  let served = null;
  // Events that were unsent when the server was asked, or came later: its answer may lack them, though they may have
  // arrived by then.
  let meanwhile = [];
  // Counts requests: an answer that a later request has overtaken is ignored.
  let turn = 0;

  /** Asks the server once. */
  function load() {
    if (user() && !loading) {
      const current = fetchAll(user().id);
      loading = current;
      current.catch(() => {
        if (loading === current) loading = null;
      });
    }
    return loading ?? Promise.resolve();
  }

  const isAsked = () => loading !== null || served !== null;

  async function fetchAll(id) {
    const current = ++turn;
    const found = new Map();
    // Answers kept for times without a network are older than the values here.
    const askOrRecall = served ? keeping : orRecall;
    let cursor;
    meanwhile = pending(id).map(({ event }) => event);
    do {
      const page = await askOrRecall(asUser, "GET", path, { as: id, query: { limit: 500, cursor } });
      for (const entry of page[name]) found.set(entry.movie.id, value(entry));
      cursor = page.next_cursor;
    } while (cursor);
    if (owner()?.id !== id || current !== turn) return;
    served = new Map(found);
    values = found;
    for (const event of meanwhile) apply(event);
    changes.emit();
  }

  function apply(event) {
    const changed = change(event);
    if (!changed) return false;
    const [movie, value] = changed;
    if (value === null) values.delete(movie);
    else values.set(movie, value);
    return true;
  }

  onEvent(({ userId, event }) => {
    if (userId !== owner()?.id || !apply(event)) return;
    meanwhile.push(event);
    changes.emit();
  });

  // The values here may be from before the network was lost.
  addEventListener("online", () => {
    if (!isAsked()) return;
    loading = null;
    load().catch(() => {});
  });

  onSession(({ now, before }) => {
    // A session that has expired leaves what is known as it is.
    if (now?.user?.id === before?.user?.id) return;
    loading = null;
    served = null;
    values = new Map();
    changes.emit();
  });

  return {
    onChange: changes.subscribe,
    load,
    /** Asks the server again. */
    reload: () => {
      loading = null;
      return load();
    },
    isAsked,
    /** Null if there is none, or if the values are not loaded yet. */
    get: (movie) => values.get(movie) ?? null,
    /** The value that the server has sent, or null; undefined before it has sent any. */
    served: (movie) => (served ? (served.get(movie) ?? null) : undefined),
    size: () => values.size,
  };
}

// The movies that recommendations start from, as picked by the user. They stay in this browser; each pick of a user who
// is logged in is also an event.

import { onSession, owner } from "../api/session.js";
import { createEmitter } from "../lib/emitter.js";
import { read, remove, watch, write } from "../lib/storage.js";
import { selected, unselected } from "../outbox/events.js";
import { brief } from "./movies.js";

const changes = createEmitter();
/** More than anybody keeps in mind. */
export const maximum = 50;
/** `films` is the name under which earlier versions have stored them. */
let state = read("picks") ?? { owner: null, films: [] };

export const onPicks = changes.subscribe;
export const picks = () => state.films;
export const isPicked = (id) => state.films.some((movie) => movie.id === id);
const isFull = () => state.films.length >= maximum;

/**
 * False if `maximum` movies are picked already.
 * - `origin`: of the event.
 */
export function pick(movie, origin) {
  if (isPicked(movie.id)) return true;
  if (isFull()) return false;
  change([...state.films, brief(movie)]);
  selected(movie.id, origin);
  return true;
}

export const unpick = (id) => replace(state.films.filter((movie) => movie.id !== id));

/**
 * Replaces all picks. A movie that goes has its event taken back, and a new one is an event. Returns a function that
 * undoes this, but leaves later picks and drops as they are.
 */
export function replace(movies) {
  const before = state.films;
  const [old, next] = [before, movies].map(idsOf);
  for (const id of old) if (!next.has(id)) unselected(id);
  for (const id of next) if (!old.has(id)) selected(id);
  change(movies.map(brief));
  return () => {
    const now = idsOf(state.films);
    const restored = before.filter(({ id }) => now.has(id) || !next.has(id));
    const since = state.films.filter(({ id }) => !old.has(id) && !next.has(id));
    replace([...restored, ...since].slice(0, maximum));
  };
}

const idsOf = (movies) => new Set(movies.map(({ id }) => id));

function change(movies) {
  state = { owner: owner()?.id ?? null, films: movies };
  if (movies.length > 0) write("picks", state);
  else remove("picks");
  changes.emit();
}

onSession(({ now }) => {
  // A log-out, and a log-in of another user, clear the picks. Those of an anonymous visitor go along into the account.
  const isOther = state.owner !== null && now?.user?.id !== state.owner;
  if (isOther) change([]);
  else if (now?.user && state.films.length > 0) change(state.films);
});

watch((name) => {
  if (name !== null && name !== "picks") return;
  state = read("picks") ?? { owner: null, films: [] };
  changes.emit();
});

// The films that someone has picked, for recommendations to start from. They stay in this browser; of someone who is
// logged in, picking one is also an event.

import { createEmitter } from "./emitter.js";
import { selected } from "./events.js";
import { brief } from "./films.js";
import { onSession, owner } from "./session.js";
import { read, remove, watch, write } from "./storage.js";

const changes = createEmitter();
/** As many as a tray can show and a person keep in mind. */
export const maximum = 50;
let state = read("picks") ?? { owner: null, films: [] };

export const onPicks = changes.subscribe;
export const picks = () => state.films;
export const isPicked = (id) => state.films.some((film) => film.id === id);
export const isFull = () => state.films.length >= maximum;

/** False where there are too many already. */
export function pick(film) {
  if (isPicked(film.id)) return true;
  if (isFull()) return false;
  change([...state.films, brief(film)]);
  selected(film.id);
  return true;
}

export function unpick(id) {
  if (isPicked(id)) change(state.films.filter((film) => film.id !== id));
}

/** Puts films in place of those that are picked: what undoes a removal, and no event. */
export const restore = (films) => change(films);

function change(films) {
  state = { owner: owner()?.id ?? null, films };
  if (films.length > 0) write("picks", state);
  else remove("picks");
  changes.emit();
}

onSession(({ now }) => {
  // After a log-out, and for another person, they are gone. An anonymous person's go along into the account.
  const isOther = state.owner !== null && now?.user?.id !== state.owner;
  if (isOther) change([]);
  else if (now?.user && state.films.length > 0) change(state.films);
});

watch((name) => {
  if (name !== null && name !== "picks") return;
  state = read("picks") ?? { owner: null, films: [] };
  changes.emit();
});

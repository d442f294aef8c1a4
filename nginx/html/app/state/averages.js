// How everybody has rated movies: the average and the number of ratings. Some lists of the API come with them; for the
// movies of the others one request asks.

import { get } from "../api/client.js";
import { createEmitter } from "../lib/emitter.js";

const arrivals = createEmitter();
const known = new Map();
/** Movies in one request. */
const most = 100;
/** Movies to ask about, and those that are being asked about. */
let wanted = new Set();
const asked = new Set();

/** Tells that averages have arrived. */
export const onAverages = arrivals.subscribe;

/** `{average, count}`, in stars, `average` null without ratings; null for no such movie; undefined until it is here. */
export function averageOf(movie) {
  if (movie.rating_count !== undefined) keep(movie);
  if (!known.has(movie.id) && !asked.has(movie.id)) want(movie.id);
  return known.get(movie.id);
}

const keep = ({ id, rating_average: average, rating_count: count }) => known.set(id, { average, count });

/** Asks once all movies of a list are wanted. */
function want(id) {
  if (wanted.size === 0) setTimeout(ask);
  wanted.add(id);
}

async function ask() {
  const ids = [...wanted];
  wanted = new Set();
  for (const id of ids) asked.add(id);
  for (let start = 0; start < ids.length; start += most) {
    const part = ids.slice(start, start + most);
    try {
      const { result } = await get("/api/movies", { ids: part, include: "ratings", per_page: most });
      for (const movie of result) keep(movie);
      // A movie that is gone is not asked about again.
      for (const id of part) if (!known.has(id)) known.set(id, null);
      arrivals.emit();
    } catch {
      // A card shows no average, and another view asks again.
    }
    for (const id of part) asked.delete(id);
  }
}

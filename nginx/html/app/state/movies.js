// Movies as the API returns them: `{id, title, genre, date}`.

import { get } from "../api/client.js";

const known = new Map();

/** The members that a list needs. */
export const brief = ({ id, title, genre, date }) => ({ id, title, genre, date });

export const year = (movie) => (movie.date ? Number(movie.date.slice(0, 4)) : null);

export const genres = (movie) => (movie.genre ? movie.genre.split(", ") : []);

export const address = (movie) => `/film/${movie.id}`;

/** Keeps the movies of a list, so that other lists need not ask for them. */
export function remember(movies) {
  for (const movie of movies) known.set(movie.id, brief(movie));
  return movies;
}

/** A map of movies by id, without those that no longer exist. */
export async function named(ids, signal) {
  const missing = [...new Set(ids)].filter((id) => !known.has(id));
  for (let start = 0; start < missing.length; start += 100) {
    const answer = await get("/api/movies", { ids: missing.slice(start, start + 100), per_page: 100 }, signal);
    remember(answer.result);
  }
  return new Map(ids.filter((id) => known.has(id)).map((id) => [id, known.get(id)]));
}

/** The movies that the address of a shared list names, `?ids=50,100`, at most `most`; null if it names none. */
export function sharedIds(query, most) {
  if (!query.has("ids")) return null;
  const ids = query
    .get("ids")
    .split(",")
    .filter((id) => /^-?\d{1,15}$/.test(id));
  return [...new Set(ids.map(Number))].slice(0, most);
}

// Films as the API gives them: `{id, title, genre, date}`.

import { get } from "./api.js";

const known = new Map();

/** What a list needs of a film, and no more. */
export const brief = ({ id, title, genre, date }) => ({ id, title, genre, date });

export const year = (film) => (film.date ? Number(film.date.slice(0, 4)) : null);

export const genres = (film) => (film.genre ? film.genre.split(", ") : []);

export const address = (film) => `/film/${film.id}`;

/** Films that a list has brought, so that other lists need not ask. */
export function remember(films) {
  for (const film of films) known.set(film.id, brief(film));
  return films;
}

/** Films by their ids, in a map; those that are gone are missing. */
export async function named(ids, signal) {
  const missing = [...new Set(ids)].filter((id) => !known.has(id));
  for (let start = 0; start < missing.length; start += 100) {
    const answer = await get("/api/movies", { ids: missing.slice(start, start + 100), per_page: 100 }, signal);
    remember(answer.result);
  }
  return new Map(ids.filter((id) => known.has(id)).map((id) => [id, known.get(id)]));
}

// What a file is from and what it has brought, in words.

import { APIError } from "../../api/client.js";
import { list, plural } from "../../lib/format.js";
import { explanation } from "../basics/states.js";

export const sources = {
  letterboxd: "Letterboxd",
  imdb: "IMDb",
  movielens: "MovieLens",
  trakt: "Trakt",
  tmdb: "TMDb",
  netflix: "Netflix",
};

const kinds = [
  ["ratings", "rating"],
  ["views", "film seen", "films seen"],
  ["likes", "film you like", "films you like"],
  ["watchlist", "film to see", "films to see"],
];

/** "12 ratings and 3 films to see" */
export const countsText = (counts) =>
  list(kinds.filter(([name]) => counts[name] > 0).map(([name, one, many]) => plural(counts[name], one, many)));

/** "New: 12 ratings." */
export const newText = ({ new: added }) =>
  countsText(added) ? `New: ${countsText(added)}.` : "All of it is here already.";

/** Why something was not saved, and what helps. */
export function refusalText(error) {
  // There are too many imports, or interactions: the server says how many.
  if (error instanceof APIError && error.status === 403) return error.message;
  const { title, text } = explanation(error);
  return `${title} ${text}`;
}

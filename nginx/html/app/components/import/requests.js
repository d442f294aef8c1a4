// Requests about imports. If the session has ended, the user logs in and the request is repeated.

import { asUser } from "../../api/client.js";
import { insist } from "../account/log-in-dialog.js";

/** Choices in one request. */
const batch = 1_000;

/** Has a file read; with `isTrial` nothing is saved. `list`: which list it is, if the file does not say so itself. */
export function upload(file, { list, isTrial = false }, signal) {
  const body = new FormData();
  if (isTrial) body.set("dry_run", "true");
  if (list) body.set("list", list);
  body.set("file", file);
  return insist(() => asUser("POST", "/api/imports", { body, signal }));
}

/** Sends choices, a map of rows to movies, and adds up in `sum` what that has added. */
export async function confirm(id, choices, sum, signal) {
  const all = [...choices].map(([row, movie]) => ({ row, movie_id: movie }));
  for (let start = 0; start < all.length; start += batch) {
    const body = { choices: all.slice(start, start + batch) };
    const { added } = await insist(() => asUser("POST", `/api/imports/${id}/confirm`, { body, signal }));
    for (const name of Object.keys(added)) sum[name] = (sum[name] ?? 0) + added[name];
  }
}

export const importsOf = (signal) => asUser("GET", "/api/imports", { signal });
export const questionsOf = (id, signal) => insist(() => asUser("GET", `/api/imports/${id}`, { signal }));
export const undoImport = (id) => insist(() => asUser("DELETE", `/api/imports/${id}`));

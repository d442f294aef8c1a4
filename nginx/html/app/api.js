// Calls of the API: without a token, with one where somebody is logged in, or with one in any case.

import { APIError, request } from "./http.js";
import { user } from "./session.js";
import { SignedOutError, accessToken, replacement } from "./tokens.js";

/** The same for everybody. */
export const get = (path, query, signal) => request("GET", path, { query, signal });

/**
 * As the person who is logged in; `SignedOutError` without one. With `as`, the id of a user, nothing is sent where somebody
 * else is logged in by now.
 */
export async function asUser(method, path, { as = user()?.id, ...options } = {}) {
  const token = await ofUser(as, accessToken());
  try {
    return await request(method, path, { ...options, token });
  } catch (error) {
    if (!isRefusedToken(error)) throw error;
  }
  return request(method, path, { ...options, token: await ofUser(as, replacement(token)) });
}

/** As the person who is logged in, or as nobody. */
export const asAnyone = (method, path, options) =>
  user() ? asUser(method, path, options) : request(method, path, options);

async function ofUser(id, promise) {
  const token = await promise;
  if (user()?.id !== id) throw new SignedOutError();
  return token;
}

/** A wrong password is a 401, too, and says nothing of the token. */
const isRefusedToken = (error) =>
  error instanceof APIError && ["INVALID_TOKEN", "TOKEN_EXPIRED", "MISSING_TOKEN"].includes(error.code);

export { APIError, SignedOutError };

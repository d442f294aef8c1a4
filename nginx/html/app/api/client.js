// Calls of the API: without a token, with the user's, or with the user's if somebody is logged in.

import { APIError, NoAnswerError, request } from "./http.js";
import { keep, recall } from "./kept.js";
import { user } from "./session.js";
import { accessToken, replacement, SignedOutError } from "./tokens.js";

/** Without a token: the answer is the same for everybody. */
export const get = (path, query, signal) => request("GET", path, { query, signal });

/**
 * As the user who is logged in; throws `SignedOutError` if nobody is, or if it is not the user with the id `as`.
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

/** As the user who is logged in, or without a token. */
export const asAnyone = (method, path, options) =>
  user() ? asUser(method, path, options) : request(method, path, options);

/** Calls `ask`, which is `asUser` or `asAnyone`, and keeps the answer for times without a network. */
export async function keeping(ask, method, path, options = {}) {
  const place = placeOf(path, options);
  const answer = await ask(method, path, options);
  keep(...place, answer).catch(() => {});
  return answer;
}

/** Like `keeping`; if there is no answer, returns the one kept from the same request before. */
export async function orRecall(ask, method, path, options = {}) {
  const place = placeOf(path, options);
  try {
    return await keeping(ask, method, path, options);
  } catch (error) {
    const known = error instanceof NoAnswerError ? await recall(...place).catch(() => undefined) : undefined;
    if (known === undefined) throw error;
    return known;
  }
}

/** Whose answer it is, and to which request. */
const placeOf = (path, { as = user()?.id, query, body }) => [as, JSON.stringify([path, query, body])];

async function ofUser(id, promise) {
  const token = await promise;
  if (user()?.id !== id) throw new SignedOutError();
  return token;
}

/** Whether the token is at fault: a wrong password is answered 401, too. */
const isRefusedToken = (error) =>
  error instanceof APIError && ["INVALID_TOKEN", "TOKEN_EXPIRED", "MISSING_TOKEN"].includes(error.code);

export { APIError, SignedOutError };

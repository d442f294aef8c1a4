// The access token, and its replacement before or after it expires. A refresh token is valid once, so one tab at a time
// uses it, and the other tabs take the tokens that this one got.

import { exclusively } from "../lib/locks.js";
import { APIError, request } from "./http.js";
import * as sessions from "./session.js";

/** Milliseconds of validity below which a token is replaced before it is used. */
const margin = 30_000;
/** Milliseconds that another tab may take for a refresh: more than a request may. */
const patience = 25_000;
/** Milliseconds that localStorage may take to reach other tabs. */
const storageDelay = 250;

/** Thrown if the user has to log in. */
export class SignedOutError extends Error {}

/** Throws `SignedOutError` if there is no session or it has ended. */
export async function accessToken() {
  const session = sessions.session();
  if (!session) throw new SignedOutError();
  return session.expires_at - Date.now() > margin ? session.token : replacement(session.token);
}

/** A new token in place of `token`, which has expired or was refused. */
export function replacement(token) {
  return exclusively("refresh", patience, async () => {
    // Another tab may have replaced it already.
    sessions.reread();
    const session = sessions.session();
    if (!session) throw new SignedOutError();
    if (session.token !== token) return session.token;
    try {
      sessions.renew(await request("POST", "/api/auth/refresh", { body: { refresh_token: session.refresh_token } }));
      // The lock reaches another tab sooner than the stored session does.
      await new Promise((resolve) => setTimeout(resolve, storageDelay));
      return sessions.session().token;
    } catch (error) {
      if (!(error instanceof APIError) || error.status !== 401) throw error;
      sessions.expire();
      throw new SignedOutError();
    }
  });
}

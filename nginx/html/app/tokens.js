// The access token to send, and its replacement before or after it has expired. A refresh token is good once, so one tab
// at a time uses it, and the others take what that one got.

import { APIError, request } from "./http.js";
import { exclusively } from "./locks.js";
import * as sessions from "./session.js";

/** A token that has less left than this, in milliseconds, is replaced first. */
const margin = 30_000;
/** Milliseconds; once in the life of a token. */
const storageDelay = 250;

/** Thrown where someone has to log in. */
export class SignedOutError extends Error {}

/** Throws `SignedOutError` without a session, or when it has ended. */
export async function accessToken() {
  const session = sessions.session();
  if (!session) throw new SignedOutError();
  return session.expires_at - Date.now() > margin ? session.token : replacement(session.token);
}

/** Another token than this one, which has expired or was refused. */
export function replacement(token) {
  return exclusively("refresh", async () => {
    // Another tab may have been first.
    sessions.reread();
    const session = sessions.session();
    if (!session) throw new SignedOutError();
    if (session.token !== token) return session.token;
    try {
      sessions.renew(await request("POST", "/api/auth/refresh", { body: { refresh_token: session.refresh_token } }));
      // What one tab stores reaches the others a moment later than the lock does.
      await new Promise((resolve) => setTimeout(resolve, storageDelay));
      return sessions.session().token;
    } catch (error) {
      if (!(error instanceof APIError) || error.status !== 401) throw error;
      sessions.expire();
      throw new SignedOutError();
    }
  });
}

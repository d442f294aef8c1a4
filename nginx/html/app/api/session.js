// The session, shared by all tabs: the user and the two tokens, in localStorage.
//
// A session that expires or is ended from elsewhere keeps its user, whose picks and unsent events are still there at
// the next log-in. A log-out keeps nothing.

import { createEmitter } from "../lib/emitter.js";
import { names, read, remove, watch, write } from "../lib/storage.js";

/** Everything stored under names with this prefix is removed when a user leaves, whichever module has stored it. */
export const belongings = "own.";

const changes = createEmitter();
let state = read("session");

/** Reports each change, also by other tabs, with `{now, before}`. */
export const onSession = changes.subscribe;

/**
 * Calls `listener` with a user who is gone: after a log-out, or when another user has logged in. Nothing of theirs
 * stays in this browser.
 */
export const onLeave = (listener) =>
  onSession(({ before }) => {
    if (before?.user && owner()?.id !== before.user.id) listener(before.user);
  });

onLeave(() => {
  for (const name of names(belongings)) remove(name);
});

/** The user who is logged in; null if nobody is. */
export const user = () => (state?.token ? state.user : null);

/** The user to whom picks and events belong: the one who is logged in, or whose session has expired. */
export const owner = () => state?.user ?? null;

/** Whether the session has expired and nobody has logged in since. */
export const hasEnded = () => state !== null && !state.token;

/** `{user, token, refresh_token, expires_at}`; null if nobody is logged in. */
export const session = () => (state?.token ? state : null);

/** Whether the session was opened with a one-time password. */
export const mustChangePassword = () => state?.mustChangePassword === true;

/** After a registration or a log-in. */
export function begin(answer) {
  change({ user: answer.user, ...tokens(answer), mustChangePassword: answer.must_change_password });
}

/** After a change of the password. */
export function setPasswordChanged() {
  if (state) change({ ...state, mustChangePassword: undefined });
}

/** After a refresh. */
export function renew(answer) {
  change({ ...state, ...tokens(answer) });
}

/** After a change of the profile. */
export function setUser(changed) {
  if (state) change({ ...state, user: changed });
}

/** The server has refused the tokens. */
export function expire() {
  if (state?.token) change({ user: state.user });
}

/** A log-out, or the deletion of the account. */
export function end() {
  change(null);
}

/** Takes over what another tab has stored. */
export function reread() {
  const next = read("session");
  if (JSON.stringify(next) === JSON.stringify(state)) return;
  const before = state;
  state = next;
  changes.emit({ now: state, before });
}

function change(next) {
  const before = state;
  state = next;
  if (next) write("session", next);
  else remove("session");
  changes.emit({ now: next, before });
}

const tokens = (answer) => ({
  token: answer.token,
  refresh_token: answer.refresh_token,
  expires_at: Date.now() + answer.expires_in * 1000,
});

watch((name) => {
  if (name === null || name === "session") reread();
});

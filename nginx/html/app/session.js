// Who is logged in, in all tabs: the user and the two tokens, in localStorage.
//
// A session that ends by itself (expired, or ended from elsewhere) keeps its user, so that the person's picks and unsent
// events are still theirs when they log in again. A log-out keeps nothing.

import { createEmitter } from "./emitter.js";
import { read, remove, watch, write } from "./storage.js";

const changes = createEmitter();
let state = read("session");

/** Tells of each change, with what the session is now and was before; also of those of other tabs. */
export const onSession = changes.subscribe;

/** The user who is logged in; null without one. */
export const user = () => (state?.token ? state.user : null);

/** Whose picks and events these are: also that of someone whose session has ended by itself. */
export const owner = () => state?.user ?? null;

/** Whether a session has ended by itself, and nobody has logged in since. */
export const hasEnded = () => state !== null && !state.token;

/** `{user, token, refresh_token, expires_at}`; null where nobody is logged in. */
export const session = () => (state?.token ? state : null);

/** Whether the password that opened the session was good for that once. */
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

/** The server does not take the tokens any more. */
export function expire() {
  if (state?.token) change({ user: state.user });
}

/** A log-out, or the end of the account. */
export function end() {
  change(null);
}

/** As another tab has left it. */
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

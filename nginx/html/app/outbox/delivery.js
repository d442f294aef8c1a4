// Sends the unsent events, one tab at a time, with the token of the user they belong to. Events without an answer are
// sent again with the same `event_id`, which the server counts once.

import { APIError, asUser } from "../api/client.js";
import { onSession, user } from "../api/session.js";
import { exclusively } from "../lib/locks.js";
import { onEvent, pending, settle, withoutOrigin } from "./events.js";

/** Milliseconds that an event waits for others: long enough to change one's mind about stars. */
const gathering = 800;
/** Milliseconds between two attempts, at most. */
const longestPause = 60_000;
const batchSize = 200;
/** Milliseconds to wait for another tab that delivers. Two that deliver the same do no harm. */
const patience = 1_500;

let timer = null;
let failures = 0;

export function startDelivery() {
  onEvent(() => schedule(gathering));
  onSession(() => schedule(0));
  addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => {
    // The page may be gone before it gets the lock.
    if (document.visibilityState === "hidden") deliverAll({ keepalive: true }).catch(() => {});
  });
  schedule(0);
}

/** Sends all unsent events now; resolves after the first failure or once all have arrived. */
export async function deliver() {
  clearTimeout(timer);
  timer = null;
  if (!user()) return;
  try {
    const isDone = await exclusively("delivery", patience, () => deliverAll());
    failures = 0;
    if (!isDone) schedule(0);
  } catch (error) {
    if (!user()) return;
    failures += 1;
    const pause = Math.min(longestPause, 1_000 * 2 ** failures);
    schedule(Math.max(pause, (error.retryAfter ?? 0) * 1_000));
  }
}

function schedule(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(deliver, milliseconds);
}

async function deliverAll({ keepalive = false } = {}) {
  while (user()) {
    const { id } = user();
    const waiting = pending(id);
    if (waiting.length === 0) return true;
    const count = waiting.findIndex(({ event }) => callOf(event));
    if (count === 0) await deliverCall(waiting[0], { as: id, keepalive });
    else
      await deliverBatch(waiting.slice(0, count < 0 ? batchSize : Math.min(count, batchSize)), { as: id, keepalive });
  }
  return true;
}

async function deliverBatch(entries, options) {
  try {
    const body = { interactions: entries.map(({ event }) => event) };
    await asUser("POST", "/api/interactions/batch", { ...options, body });
    for (const { name } of entries) settle(name);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Nothing of the batch was saved. An event outlives the list that it followed from. Drop events with other faults,
    // for example of a movie that is gone, and keep the rest.
    const faulty = new Map(error.faults.map(({ index, field }) => [index, field]));
    entries.forEach((entry, index) => {
      const isOrigin = ["recommendation_id", "place"].includes(faulty.get(index)) && entry.event.recommendation_id;
      if (isOrigin) withoutOrigin(entry);
      else if (faulty.size === 0 || faulty.has(index)) settle(entry.name);
    });
  }
}

/** Events that are no interactions, by the member that holds the movie. */
const calls = {
  unrate: (movie, options) => asUser("DELETE", `/api/movies/${movie}/rating`, options),
  unselect: deleteSelections,
  want: (movie, options) => asUser("PUT", `/api/movies/${movie}/watchlist`, options),
  unwant: (movie, options) => asUser("DELETE", `/api/movies/${movie}/watchlist`, options),
  dismiss: (movie, options, { reason }) =>
    asUser("PUT", `/api/movies/${movie}/dismissal`, { ...options, body: { reason } }),
  undismiss: (movie, options) => asUser("DELETE", `/api/movies/${movie}/dismissal`, options),
};

const callOf = (event) => Object.keys(calls).find((name) => event[name] !== undefined);

async function deleteSelections(movie, options) {
  const query = { type: "select", movie_id: movie, limit: 500 };
  const { interactions } = await asUser("GET", "/api/interactions", { ...options, query });
  for (const { id } of interactions) await asUser("DELETE", `/api/interactions/${id}`, options);
}

async function deliverCall({ name, event }, options) {
  const call = callOf(event);
  try {
    await calls[call](event[call], options, event);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  settle(name);
}

/** Whether another attempt would get the same answer. */
const isRefusal = (error) => error instanceof APIError && [400, 403, 404, 409, 413].includes(error.status);

// Sends the events that wait, one tab at a time, under the token of the user whose they are. What has no answer is sent
// again under the same `event_id`, which the server counts once.

import { APIError, asUser } from "./api.js";
import { onEvent, pending, settle } from "./events.js";
import { exclusively } from "./locks.js";
import { onSession, user } from "./session.js";

/** Milliseconds that an event waits for others, and in which a person changes their mind about stars. */
const gathering = 800;
const longestPause = 60_000;
const batchSize = 200;

let timer = null;
let failures = 0;

export function startDelivery() {
  onEvent(() => schedule(gathering));
  onSession(() => schedule(0));
  addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") deliver({ keepalive: true });
  });
  schedule(0);
}

/** Everything that waits, now; resolves when it has arrived or an attempt has failed. */
export async function deliver({ keepalive = false } = {}) {
  clearTimeout(timer);
  timer = null;
  if (!user()) return;
  try {
    const isDone = await exclusively("delivery", () => deliverAll(keepalive));
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

async function deliverAll(keepalive) {
  while (user()) {
    const { id } = user();
    const waiting = pending(id);
    if (waiting.length === 0) return true;
    const count = waiting.findIndex(({ event }) => event.unrate !== undefined);
    if (count === 0) await deliverUnrating(waiting[0], { as: id, keepalive });
    else await deliverBatch(waiting.slice(0, count < 0 ? batchSize : Math.min(count, batchSize)), { as: id, keepalive });
  }
  return true;
}

async function deliverBatch(entries, options) {
  try {
    const body = { interactions: entries.map(({ event }) => event) };
    await asUser("POST", "/api/interactions/batch", { ...options, body });
    entries.forEach(({ name }) => settle(name));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Nothing of the batch was saved: what is at fault goes, such as a film that is gone, and the rest goes on.
    const faulty = new Set(error.faults.map(({ index }) => index));
    entries.filter((_, index) => faulty.size === 0 || faulty.has(index)).forEach(({ name }) => settle(name));
  }
}

async function deliverUnrating({ name, event }, options) {
  try {
    await asUser("DELETE", `/api/movies/${event.unrate}/rating`, options);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  settle(name);
}

/** An answer that another attempt would get, too. */
const isRefusal = (error) => error instanceof APIError && [400, 404, 409, 413].includes(error.status);

/**
 * Runs `action` while no other tab runs one under the same name (Web Locks). After `patience` milliseconds the lock is
 * taken from the tab that has it: Firefox leaves a lock with a page that was left just as it got it. Browsers have
 * locks only in secure contexts: over plain HTTP to another machine, only the actions of this tab exclude one another.
 */
export async function exclusively(name, patience, action) {
  if (!navigator.locks) return queued(name, action);
  let isMine = false;
  const run = () => {
    isMine = true;
    return action();
  };
  try {
    return await navigator.locks.request(`marquee.${name}`, { signal: AbortSignal.timeout(patience) }, run);
  } catch (error) {
    if (isMine) throw error;
  }
  return navigator.locks.request(`marquee.${name}`, { steal: true }, action);
}

const queues = new Map();

function queued(name, action) {
  const before = queues.get(name) ?? Promise.resolve();
  const result = before.then(action);
  queues.set(
    name,
    result.catch(() => {}),
  );
  return result;
}

/**
 * Runs `action` while no other tab runs one under the same name (Web Locks). Browsers have locks only in secure
 * contexts: over plain HTTP to another machine, only the actions of this tab exclude one another.
 */
export function exclusively(name, action) {
  if (navigator.locks) return navigator.locks.request(`marquee.${name}`, action);
  const before = queues.get(name) ?? Promise.resolve();
  const result = before.then(action);
  queues.set(
    name,
    result.catch(() => {}),
  );
  return result;
}

const queues = new Map();

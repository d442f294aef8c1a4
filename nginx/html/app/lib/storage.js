// localStorage with JSON values, under names with a prefix. If storage is forbidden or full, values stay in memory
// until the page is left.

const prefix = "marquee.";
const memory = new Map();

export function read(name) {
  const text = attempt(() => localStorage.getItem(prefix + name)) ?? memory.get(name) ?? null;
  return parsed(text);
}

export function write(name, value) {
  const text = JSON.stringify(value);
  const store = () => {
    localStorage.setItem(prefix + name, text);
    return true;
  };
  if (attempt(store)) memory.delete(name);
  else memory.set(name, text);
}

export function remove(name) {
  memory.delete(name);
  attempt(() => localStorage.removeItem(prefix + name));
}

/** All names that begin with `start`, sorted. */
export function names(start) {
  const found = new Set([...memory.keys()].filter((name) => name.startsWith(start)));
  const kept = attempt(() => Object.keys(localStorage)) ?? [];
  for (const key of kept) if (key.startsWith(prefix + start)) found.add(key.slice(prefix.length));
  return [...found].sort();
}

/**
 * Calls `listener` with the name and the value of each change by another tab, and with null if it clears everything.
 * The value is null if the name is removed; by now it may have another one.
 */
export function watch(listener) {
  addEventListener("storage", (event) => {
    if (event.key === null) listener(null, null);
    else if (event.key.startsWith(prefix)) listener(event.key.slice(prefix.length), parsed(event.newValue));
  });
}

/** Tells the other tabs of something that storage does not keep: their `watch` gets the name, with a value. */
export function announce(name) {
  write(name, Date.now());
  remove(name);
}

function parsed(text) {
  if (text === null) return null;
  return attempt(() => JSON.parse(text)) ?? null;
}

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

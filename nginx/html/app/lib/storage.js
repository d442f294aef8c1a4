// localStorage with JSON values, under names with a prefix. If storage is forbidden or full, values stay in memory
// until the page is left.

const prefix = "marquee.";
const memory = new Map();

export function read(name) {
  const text = attempt(() => localStorage.getItem(prefix + name)) ?? memory.get(name) ?? null;
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
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

/** Calls `listener` with each name that another tab changes, and with null if it clears everything. */
export function watch(listener) {
  addEventListener("storage", (event) => {
    if (event.key === null) listener(null);
    else if (event.key.startsWith(prefix)) listener(event.key.slice(prefix.length));
  });
}

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

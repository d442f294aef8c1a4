/** Who wants to know of a change, and telling them. */
export function createEmitter() {
  const listeners = new Set();
  return {
    /** Until `signal` aborts, where there is one. Returns what ends it. */
    subscribe(listener, signal) {
      const end = () => listeners.delete(listener);
      if (signal?.aborted) return end;
      listeners.add(listener);
      signal?.addEventListener("abort", end, { once: true });
      return end;
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value);
    },
  };
}

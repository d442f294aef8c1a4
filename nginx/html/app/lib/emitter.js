/** Listeners to a change. */
export function createEmitter() {
  const listeners = new Set();
  return {
    /** Calls `listener` at each change until `signal`, if given, aborts. Returns a function that unsubscribes. */
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

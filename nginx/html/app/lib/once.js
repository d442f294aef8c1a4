/** A function that calls `load` the first time, and returns that promise from then on. A failure is forgotten. */
export function once(load) {
  let promise = null;
  return () => {
    promise ??= load().catch((error) => {
      promise = null;
      throw error;
    });
    return promise;
  };
}

/**
 * Merges several paged lists into one, in order.
 * - `sources`: functions `(cursor, limit, signal)` that answer `{items, next, count}`, each in order.
 * - `order(a, b)`: below 0 if `a` comes first.
 *
 * Returns a function like the sources. Its cursor is undefined for the first page.
 */
export function merged(sources, order) {
  return async (cursor, limit, signal) => {
    const lists = cursor ?? sources.map(() => ({ items: [], next: undefined, count: 0, isWhole: false }));
    const items = [];
    const filled = await Promise.all(
      lists.map(async (list, index) => {
        // This list already has enough items for the page.
        if (list.isWhole || list.items.length >= limit) return list;
        const page = await sources[index](list.next, limit, signal);
        return { ...page, items: [...list.items, ...page.items], isWhole: !page.next };
      }),
    );
    const queues = filled.map((list) => [...list.items]);
    while (items.length < limit) {
      const heads = queues.filter((queue) => queue.length > 0);
      if (heads.length === 0) break;
      items.push(heads.reduce((best, queue) => (order(queue[0], best[0]) < 0 ? queue : best)).shift());
    }
    const next = filled.map((list, index) => ({ ...list, items: queues[index] }));
    const isWhole = next.every((list) => list.isWhole && list.items.length === 0);
    return { items, next: isWhole ? null : next, count: filled.reduce((sum, list) => sum + list.count, 0) };
  };
}

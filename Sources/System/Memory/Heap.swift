import CLinux

/// The memory that the C library manages for this process.
package enum Heap {
  /// Returns free memory to the system. By itself, malloc(3) returns only what is free at the end of the heap.
  package static func trim() { malloc_trim(0) }

  /// Keeps little free memory (mallopt(3)). Call it before the first thread starts.
  ///
  /// By default malloc gives nearly each thread a heap of its own, whose free memory no other thread can use. Few
  /// threads of ours are awake at a time. It also raises both thresholds to the largest block that was ever freed, and
  /// then keeps twice as much.
  package static func keepSmall() {
    mallopt(M_ARENA_MAX, 2)
    // A connection's stack for waiting (`Waiting`) has 256 KiB, of which it uses a few.
    mallopt(M_MMAP_THRESHOLD, 1 << 18)
    mallopt(M_TRIM_THRESHOLD, 1 << 20)
  }
}

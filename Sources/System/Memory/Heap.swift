import CLinux

/// The memory that the C library manages for this process.
package enum Heap {
  /// Returns free memory to the system. By itself, malloc(3) returns only what is free at the end of the heap.
  package static func trim() { malloc_trim(0) }
}

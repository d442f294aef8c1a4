/// The open connections of a worker, and which of them epoll watches. Guarded by the worker's lock.
package struct Connections {
  /// Kept connections, and those that the leader serves. A slot that does not lead takes the ones that it serves out of
  /// the set.
  package private(set) var watched: Set<Int32> = []
  private var unwatched = 0
  package private(set) var isRetiring = false

  package var open: Int { watched.count + unwatched }

  /// Whether the worker has retired.
  package var isFinished: Bool { isRetiring && open == 0 }

  package init() {}

  package mutating func opened(_ descriptor: Int32) { watched.insert(descriptor) }

  package mutating func unwatch(_ descriptor: Int32) { if watched.remove(descriptor) != nil { unwatched += 1 } }

  package mutating func watch(_ descriptor: Int32) {
    watched.insert(descriptor)
    unwatched -= 1
  }

  package mutating func closed(_ descriptor: Int32) { if watched.remove(descriptor) == nil { unwatched -= 1 } }

  package mutating func retire() { isRetiring = true }
}

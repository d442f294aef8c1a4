/// Which connections of a worker are open, and which of them are idle. Guarded by the worker's mutex.
package struct Connections {
  /// Kept connections without a request in progress. A slot takes one out before it reads from it.
  package private(set) var idle: Set<Int32> = []
  /// Idle ones and those being served.
  package private(set) var open = 0
  package private(set) var isRetiring = false

  /// Nothing is left to do: set once, and no connection is accepted afterwards.
  package var isFinished: Bool { isRetiring && open == 0 }

  package init() {}

  package mutating func accepted() { open += 1 }
  package mutating func becameIdle(_ descriptor: Int32) { idle.insert(descriptor) }
  package mutating func becameBusy(_ descriptor: Int32) { idle.remove(descriptor) }
  package mutating func closed() { open -= 1 }
  package mutating func retire() { isRetiring = true }
}

/// Which connections of a worker are open, and which of them are idle. Guarded by the worker's mutex.
struct Connections {
  /// Kept connections without a request in progress. A slot takes one out before it reads from it.
  private(set) var idle: Set<Int32> = []
  /// Idle ones and those being served.
  private(set) var open = 0
  private(set) var isRetiring = false

  /// Nothing is left to do: set once, and no connection is accepted afterwards.
  var isFinished: Bool { isRetiring && open == 0 }

  mutating func accepted() { open += 1 }
  mutating func becameIdle(_ descriptor: Int32) { idle.insert(descriptor) }
  mutating func becameBusy(_ descriptor: Int32) { idle.remove(descriptor) }
  mutating func closed() { open -= 1 }
  mutating func retire() { isRetiring = true }
}

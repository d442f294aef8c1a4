/// Which connections of a worker are open, which of them are idle, and whether its slots get anything done. Guarded by the
/// worker's mutex.
package struct Connections {
  /// Kept connections without a request in progress, each of which epoll watches. A slot takes one out before it reads
  /// from it.
  package private(set) var idle: Set<Int32> = []
  /// Idle ones and those being served.
  package private(set) var open = 0
  package private(set) var isRetiring = false
  /// How many can be served at once.
  package var slots = Int.max
  /// Requests that were answered, and connections that were closed.
  private var finished: UInt64 = 0
  /// `finished` at the last look; nil as long as nobody looks.
  private var seen: UInt64?

  /// Nothing is left to do.
  package var isFinished: Bool { isRetiring && open == 0 }

  package init() {}

  package mutating func accepted() { open += 1 }

  package mutating func becameIdle(_ descriptor: Int32) {
    idle.insert(descriptor)
    finished &+= 1
  }

  /// - Returns: false where the connection is not idle any more: it was handed to another worker.
  package mutating func becameBusy(_ descriptor: Int32) -> Bool { idle.remove(descriptor) != nil }

  package mutating func closed() {
    open -= 1
    finished &+= 1
  }

  /// An idle connection goes to another worker.
  package mutating func handedOver(_ descriptor: Int32) {
    idle.remove(descriptor)
    open -= 1
  }

  package mutating func retire() { isRetiring = true }

  package enum Look: Equatable {
    /// A slot is free. Nobody needs to look until all are busy again.
    case free
    case busy
    /// Every slot is busy, and none has finished anything since the last look.
    case stuck
  }

  /// - Returns: true where the last free slot was taken and nobody looks yet.
  package mutating func shouldLook() -> Bool {
    guard seen == nil, isFull else { return false }
    seen = finished
    return true
  }

  package mutating func look() -> Look {
    guard isFull else {
      seen = nil
      return .free
    }
    defer { seen = finished }
    return seen == finished ? .stuck : .busy
  }

  private var isFull: Bool { open - idle.count >= slots }
}

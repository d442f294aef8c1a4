import Glibc

/// Random numbers of the system, fetched many at once: a system call for each recommendation's id would be one of the
/// dearest parts of it.
struct BufferedRandom: RandomNumberGenerator {
  private var numbers: [UInt64] = []

  mutating func next() -> UInt64 {
    if let number = numbers.popLast() { return number }
    numbers = [UInt64](unsafeUninitializedCapacity: Self.count) { buffer, count in
      // As good as what `SystemRandomNumberGenerator` gives, which asks for eight bytes at a time.
      count = getentropy(buffer.baseAddress, buffer.count * MemoryLayout<UInt64>.stride) == 0 ? buffer.count : 0
    }
    guard let number = numbers.popLast() else { preconditionFailure("the system has no random numbers") }
    return number
  }

  /// As many as getentropy(3) gives at once.
  private static let count = 32
}

import Glibc

/// The system's random numbers, fetched in batches: one system call for the id of each recommendation would be among
/// its most expensive parts.
struct BufferedRandom: RandomNumberGenerator {
  private var numbers: [UInt64] = []

  mutating func next() -> UInt64 {
    if let number = numbers.popLast() { return number }
    numbers = [UInt64](unsafeUninitializedCapacity: Self.count) { buffer, count in
      // As secure as `SystemRandomNumberGenerator`, which asks for eight bytes at a time.
      count = getentropy(buffer.baseAddress, buffer.count * MemoryLayout<UInt64>.stride) == 0 ? buffer.count : 0
    }
    guard let number = numbers.popLast() else { preconditionFailure("the system supplies no random numbers") }
    return number
  }

  /// 256 bytes: the most that one call of getentropy(3) supplies.
  private static let count = 32
}

import System

/// The system's random numbers, fetched in batches: a system call for each recommendation's id would be one of its most
/// expensive steps.
struct BufferedRandom: RandomNumberGenerator {
  private var numbers: [UInt64] = []

  mutating func next() -> UInt64 {
    if let number = numbers.popLast() { return number }
    numbers = [UInt64](unsafeUninitializedCapacity: Self.count) { buffer, count in
      // As secure as `SystemRandomNumberGenerator`, which asks for eight bytes at a time.
      Entropy.fill(UnsafeMutableRawBufferPointer(buffer))
      count = buffer.count
    }
    return numbers.removeLast()
  }

  private static let count = Entropy.maximumBytes / MemoryLayout<UInt64>.stride
}

/// Bytes that are appended one after another.
///
/// An array would do, but it checks on each append whether it is shared, which takes longer than writing the byte.
struct ByteBuffer: ~Copyable {
  private var memory: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  init(capacity: Int) { memory = .allocate(capacity: max(capacity, 16)) }

  deinit { memory.deallocate() }

  /// A copy of the bytes.
  var array: [UInt8] { Array(memory[..<count]) }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    memory.initializeElement(at: count, to: byte)
    count += 1
  }

  mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    _ = memory[count...].initialize(fromContentsOf: bytes)
    count += bytes.count
  }

  /// - Parameter write: must initialise all `size` bytes.
  mutating func append(_ size: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    reserve(size)
    write(UnsafeMutableBufferPointer(rebasing: memory[count..<count + size]))
    count += size
  }

  mutating func removeAll() { count = 0 }

  /// Makes room for more bytes.
  private mutating func reserve(_ size: Int) {
    guard memory.count - count < size else { return }
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(2 * memory.count, count + size))
    _ = larger.moveInitialize(fromContentsOf: memory[..<count])
    memory.deallocate()
    memory = larger
  }
}

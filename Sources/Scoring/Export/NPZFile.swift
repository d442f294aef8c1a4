import ModelFile
import System

/// A file of arrays that NumPy loads: `numpy.load(path)`, without pickle. It is a zip file with one stored entry for
/// each array, in the format NPY 1.0.
///
/// The headers of a zip file come before its contents and have their checksums, so every array is read twice: to sum it
/// up, and to write it.
struct NPZFile: ~Copyable {
  enum Failure: Error, CustomStringConvertible {
    /// The format has 32 bits for sizes and offsets.
    case tooLarge

    var description: String { "the arrays take 4 GiB or more, which the format .npz does not hold" }
  }

  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private var offset = 0
  private var directory: [UInt8] = []
  private var entries = 0

  /// Writes the arrays to `path`. Throws `Failure` or `SystemCallError`.
  static func write(_ arrays: [NumberArray], to path: String) throws {
    var file = NPZFile(try FileDescriptor(path, .replacing(permissions: 0o644)))
    for array in arrays { try file.add(array) }
    try file.finish()
  }

  private init(_ file: consuming FileDescriptor) { self.file = file }

  private mutating func add(_ array: NumberArray) throws {
    let head = Self.head(of: array)
    let name = Array("\(array.name).npy".utf8)
    guard let size = UInt32(exactly: head.count + array.size), let start = UInt32(exactly: offset), size < .max,
      start < .max
    else { throw Failure.tooLarge }
    var checksum = CRC32()
    head.withUnsafeBytes { checksum.update($0) }
    try array.forEachPiece { checksum.update($0) }
    // Version 2.0, names in UTF-8, stored, 1980-01-01: the same arrays give the same bytes.
    let common =
      Self.bytes([20, 0x0800, 0, 0, 0x0021] as [UInt16]) + Self.bytes([checksum.value, size, size] as [UInt32])
      + Self.bytes([UInt16(name.count), 0] as [UInt16])
    try write([0x50, 0x4B, 3, 4] + common + name + head)
    try array.forEachPiece { try write($0) }
    directory += [0x50, 0x4B, 1, 2] + Self.bytes([20] as [UInt16]) + common + [UInt8](repeating: 0, count: 10)
    directory += Self.bytes([start] as [UInt32]) + name
    entries += 1
  }

  private mutating func finish() throws {
    guard let start = UInt32(exactly: offset), let size = UInt32(exactly: directory.count), start < .max else {
      throw Failure.tooLarge
    }
    let count = UInt16(entries)
    try write(directory)
    try write(
      [0x50, 0x4B, 5, 6] + Self.bytes([0, 0, count, count] as [UInt16]) + Self.bytes([size, start] as [UInt32]) + [
        0, 0,
      ])
    try file.write(buffer)
  }

  /// The header of NPY 1.0, padded so that the numbers begin at a multiple of 64 bytes.
  private static func head(of array: NumberArray) -> [UInt8] {
    let shape = array.shape.map { "\($0), " }.joined()
    let text = "{'descr': '\(array.type)', 'fortran_order': False, 'shape': (\(shape)), }"
    let padding = 63 - (10 + text.utf8.count) % 64
    let length = UInt16(text.utf8.count + padding + 1)
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + bytes([length]) + Array(text.utf8)
      + [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
  }

  private static func bytes(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
  }

  private mutating func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  private mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    offset += bytes.count
    buffer += bytes
    guard buffer.count >= 1 << 20 else { return }
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

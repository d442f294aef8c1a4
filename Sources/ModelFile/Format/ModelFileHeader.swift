/// The first 128 bytes, after checking that they describe the rest of the file.
struct ModelFileHeader {
  let checksum: UInt64
  let model: String
  let trainedAt: Int64
  let fingerprint: UInt64
  let sectionCount: Int

  /// Checks the header and the checksum of the whole file.
  init(_ file: UnsafeRawBufferPointer) throws(ModelFileError) {
    typealias Layout = ModelFileLayout
    guard file.count >= Layout.headerSize else { throw .truncatedHeader(size: file.count) }
    guard file.prefix(8).elementsEqual(Layout.magic) else { throw .badMagic(Array(file.prefix(8))) }
    let mark = file.load(fromByteOffset: 8, as: UInt32.self)
    guard mark == Layout.byteOrderMark else { throw .wrongByteOrder(mark: mark) }
    let version = file.load(fromByteOffset: 12, as: UInt32.self)
    guard version == Layout.formatVersion else { throw .unsupportedVersion(version) }
    let size = file.load(fromByteOffset: 16, as: UInt64.self)
    guard size == UInt64(file.count) else { throw .wrongSize(stated: size, actual: file.count) }
    checksum = file.load(fromByteOffset: 24, as: UInt64.self)
    try Self.verify(file, checksum)
    guard let model = paddedName(file[32..<48]) else { throw .badModelName }
    self.model = model
    trainedAt = file.load(fromByteOffset: 48, as: Int64.self)
    guard Layout.trainedAtRange.contains(trainedAt) else { throw .trainedAtOutOfRange(trainedAt) }
    fingerprint = file.load(fromByteOffset: 56, as: UInt64.self)
    let count = file.load(fromByteOffset: 64, as: UInt32.self)
    guard count <= Layout.maximumSections else { throw .tooManySections(count) }
    sectionCount = Int(count)
    if let offset = file[68..<Layout.headerSize].firstIndex(where: { $0 != 0 }) {
      throw .reservedNotZero(offset: offset)
    }
  }

  private static func verify(_ file: UnsafeRawBufferPointer, _ stated: UInt64) throws(ModelFileError) {
    var hash = XXH64()
    hash.update(UnsafeRawBufferPointer(rebasing: file[ModelFileLayout.checkedFrom...]))
    let computed = hash.finish()
    guard computed == stated else { throw .checksumMismatch(stated: stated, computed: computed) }
  }
}

/// Printable ASCII followed by zero bytes; nil for anything else, including an empty name.
func paddedName(_ bytes: Slice<UnsafeRawBufferPointer>) -> String? {
  let name = bytes.prefix { $0 != 0 }
  guard !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
  guard bytes[name.endIndex...].allSatisfy({ $0 == 0 }) else { return nil }
  return String(decoding: name, as: UTF8.self)
}

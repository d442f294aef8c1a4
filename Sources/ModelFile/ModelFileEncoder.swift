import System

/// Lays out contents as a model file, and emits its bytes in order without copying the large sections.
struct ModelFileEncoder {
  private let contents: ModelFileContents
  private let sections: [SectionContents]
  /// The offset of each section.
  private let offsets: [Int]
  /// Bytes of the whole file.
  let size: Int

  /// Throws `cannotEncode` if a reader would refuse the contents.
  init(_ contents: ModelFileContents) throws(ModelFileError) {
    self.contents = contents
    sections =
      [
        SectionContents(ModelFileLayout.items, .int64(contents.items)),
        SectionContents(ModelFileLayout.hyperparameters, .uint8(PairWriter.encode(texts: contents.hyperparameters))),
        SectionContents(ModelFileLayout.figures, .uint8(PairWriter.encode(numbers: contents.figures))),
      ] + contents.sections
      + (contents.origin.isEmpty
        ? [] : [SectionContents(ModelFileLayout.origin, .uint8(PairWriter.encode(texts: contents.origin)))])
      + (contents.userFigures?.sections ?? [])
    try Self.check(contents, sections)
    var offsets: [Int] = []
    var end = ModelFileLayout.headerSize + sections.count * ModelFileLayout.entrySize
    for section in sections {
      guard let offset = ModelFileLayout.aligned(end) else { throw .cannotEncode(reason: "it is too large") }
      offsets.append(offset)
      end = offset + section.elements.count * section.elements.type.size
    }
    self.offsets = offsets
    size = end
  }

  func checksum() -> UInt64 {
    var hash = XXH64()
    var skipped = ModelFileLayout.checkedFrom
    emit(checksum: 0) { bytes in
      hash.update(UnsafeRawBufferPointer(rebasing: bytes[skipped...]))
      skipped = 0
    }
    return hash.finish()
  }

  /// Calls `body` with all bytes of the file, in order.
  func emit<Failure: Error>(
    checksum: UInt64, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let head = head(checksum)
    try SectionContents.Elements.uint8(head).withUnsafeBytes(body)
    var end = head.count
    for (section, offset) in zip(sections, offsets) {
      let padding = [UInt8](repeating: 0, count: offset - end)
      try SectionContents.Elements.uint8(padding).withUnsafeBytes(body)
      try section.elements.withUnsafeBytes(body)
      end = offset + section.elements.count * section.elements.type.size
    }
  }

  func write(_ checksum: UInt64, to file: borrowing FileDescriptor) throws(SystemCallError) {
    try emit(checksum: checksum) { (bytes) throws(SystemCallError) in try file.write(bytes) }
  }

  /// The header and the section table.
  private func head(_ checksum: UInt64) -> [UInt8] {
    var bytes = ModelFileLayout.magic
    bytes += littleEndian(ModelFileLayout.byteOrderMark) + littleEndian(ModelFileLayout.formatVersion)
    bytes += littleEndian(UInt64(size)) + littleEndian(checksum)
    bytes += padded(contents.model, to: ModelFileLayout.modelNameSize)
    bytes += littleEndian(contents.trainedAt) + littleEndian(contents.fingerprint)
    bytes += littleEndian(UInt32(sections.count))
    bytes += [UInt8](repeating: 0, count: ModelFileLayout.headerSize - bytes.count)
    for (section, offset) in zip(sections, offsets) {
      bytes += padded(section.name, to: ModelFileLayout.sectionNameSize)
      bytes += littleEndian(section.elements.type.rawValue) + littleEndian(UInt32(0))
      bytes += littleEndian(UInt64(offset)) + littleEndian(UInt64(section.elements.count))
      bytes += [UInt8](repeating: 0, count: 16)
    }
    return bytes
  }

  private static func check(
    _ contents: ModelFileContents, _ sections: [SectionContents]
  ) throws(ModelFileError) {
    guard isName(contents.model, atMost: ModelFileLayout.modelNameSize) else {
      throw .cannotEncode(reason: "'\(contents.model)' is not a valid name for a model")
    }
    guard ModelFileLayout.trainedAtRange.contains(contents.trainedAt) else {
      throw .cannotEncode(reason: ModelFileError.trainedAtOutOfRange(contents.trainedAt).description)
    }
    guard sections.count <= ModelFileLayout.maximumSections else {
      throw .cannotEncode(
        reason: "\(sections.count) sections are more than the \(ModelFileLayout.maximumSections) that are allowed")
    }
    var names: Set<String> = []
    for section in sections {
      guard isName(section.name, atMost: ModelFileLayout.sectionNameSize), names.insert(section.name).inserted else {
        throw .cannotEncode(reason: "'\(section.name)' is not a valid, unique name for a section")
      }
    }
    guard zip(contents.items, contents.items.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .cannotEncode(reason: "the item ids do not ascend")
    }
  }

  private static func isName(_ text: String, atMost size: Int) -> Bool {
    (1...size).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}

private func padded(_ text: String, to size: Int) -> [UInt8] {
  Array(text.utf8) + [UInt8](repeating: 0, count: size - text.utf8.count)
}

extension ModelFileContents {
  /// The whole file in memory, for small files.
  package func encoded() throws(ModelFileError) -> [UInt8] {
    let encoder = try ModelFileEncoder(self)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoder.size)
    encoder.emit(checksum: encoder.checksum()) { bytes.append(contentsOf: $0) }
    return bytes
  }
}

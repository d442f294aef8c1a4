/// The place of a section: aligned, and within the file.
struct SectionEntry: Equatable {
  let type: ElementType
  /// Bytes from the start of the file.
  let offset: Int
  /// Elements.
  let count: Int
}

/// Reads the table after the header. Each section must begin at the first multiple of 64 after its predecessor, and the
/// file must end with the last section, so that every byte is accounted for.
enum SectionTable {
  static func read(
    _ file: UnsafeRawBufferPointer, count: Int
  ) throws(ModelFileError) -> [String: SectionEntry] {
    let tableEnd = ModelFileLayout.headerSize + count * ModelFileLayout.entrySize
    guard tableEnd <= file.count else { throw .sectionTableOutOfBounds(count: count) }
    var entries: [String: SectionEntry] = [:]
    var end = tableEnd
    for index in 0..<count {
      let start = ModelFileLayout.headerSize + index * ModelFileLayout.entrySize
      let bytes = UnsafeRawBufferPointer(rebasing: file[start..<start + ModelFileLayout.entrySize])
      guard let name = paddedName(bytes[..<ModelFileLayout.sectionNameSize]) else {
        throw .badSectionName(index: index)
      }
      guard entries[name] == nil else { throw .duplicateSection(name) }
      let entry = try readEntry(bytes, name: name, startingAt: start, after: end, fileSize: file.count)
      entries[name] = entry
      end = entry.offset + entry.count * entry.type.size
    }
    guard end == file.count else { throw .bytesAfterLastSection(count: file.count - end) }
    return entries
  }

  private static func readEntry(
    _ bytes: UnsafeRawBufferPointer, name: String, startingAt start: Int, after end: Int, fileSize: Int
  ) throws(ModelFileError) -> SectionEntry {
    let code = bytes.load(fromByteOffset: 24, as: UInt32.self)
    guard let type = ElementType(rawValue: code) else { throw .unknownElementType(section: name, code) }
    for reserved in [28..<32, 48..<64] {
      if let offset = bytes[reserved].firstIndex(where: { $0 != 0 }) { throw .reservedNotZero(offset: start + offset) }
    }
    let statedOffset = bytes.load(fromByteOffset: 32, as: UInt64.self)
    guard statedOffset.isMultiple(of: UInt64(ModelFileLayout.alignment)) else {
      throw .misaligned(section: name, offset: statedOffset)
    }
    guard let offset = Int(exactly: statedOffset), offset <= fileSize,
      let count = Int(exactly: bytes.load(fromByteOffset: 40, as: UInt64.self))
    else { throw .sectionOutOfBounds(section: name) }
    let (size, sizeOverflow) = count.multipliedReportingOverflow(by: type.size)
    guard !sizeOverflow, size <= fileSize - offset else { throw .sectionOutOfBounds(section: name) }
    // `end` is at most the size of the file, so the next multiple of 64 exists.
    guard let expected = ModelFileLayout.aligned(end), offset == expected else {
      throw .sectionOutOfPlace(section: name, expected: ModelFileLayout.aligned(end) ?? end, offset: statedOffset)
    }
    return SectionEntry(type: type, offset: offset, count: count)
  }
}

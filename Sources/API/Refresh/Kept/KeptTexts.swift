import ModelFile

/// A list of texts in two sections: `NAME` holds the bytes of all texts, and `NAME.ends` the position at which each one
/// ends.
enum KeptTexts {
  static func sections(_ name: String, _ texts: [String]) -> [SectionContents] {
    var bytes: [UInt8] = []
    var ends: [Int64] = []
    for text in texts {
      bytes += Array(text.utf8)
      ends.append(Int64(bytes.count))
    }
    return [SectionContents(name, .uint8(bytes)), SectionContents("\(name).ends", .int64(ends))]
  }

  static func read(_ name: String, of file: ModelFile) throws -> [String] {
    let bytes = try file.section(name, of: UInt8.self)
    return try KeptRanges.read("\(name).ends", of: file, within: bytes.count).map { range in
      guard let text = String(validating: range.map { bytes[$0] }, as: UTF8.self) else {
        throw KeptFileFault(description: "section '\(name)' is not UTF-8")
      }
      return text
    }
  }
}

/// Consecutive ranges from 0, stored as a section of their ends.
enum KeptRanges {
  /// - Parameter count: the end of the last range.
  static func read(_ section: String, of file: ModelFile, within count: Int) throws -> [Range<Int>] {
    let ends = try file.section(section, of: Int64.self)
    var start = 0
    let ranges = try (0..<ends.count).map { index in
      guard let end = Int(exactly: ends[index]), end >= start, end <= count else {
        throw KeptFileFault(description: "section '\(section)' has an impossible end at position \(index)")
      }
      defer { start = end }
      return start..<end
    }
    guard start == count else { throw KeptFileFault(description: "section '\(section)' ends too early") }
    return ranges
  }
}

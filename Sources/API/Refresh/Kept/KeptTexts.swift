import ModelFile

/// A list of texts in two sections: `NAME` has all their bytes, and `NAME.ends` where each ends in them.
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

/// Consecutive ranges, of which a section has the ends.
enum KeptRanges {
  /// - Parameter count: where the last one ends.
  static func read(_ section: String, of file: ModelFile, within count: Int) throws -> [Range<Int>] {
    let ends = try file.section(section, of: Int64.self)
    var start = 0
    let ranges = try (0..<ends.count).map { index in
      guard let end = Int(exactly: ends[index]), end >= start, end <= count else {
        throw KeptFileFault(description: "section '\(section)' has an end that cannot be, at position \(index)")
      }
      defer { start = end }
      return start..<end
    }
    guard start == count else { throw KeptFileFault(description: "section '\(section)' ends too early") }
    return ranges
  }
}

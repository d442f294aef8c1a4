/// Reads a table record by record in bounded memory, whatever the size of the file or of a line in it.
///
/// A record is a line, or more where quotes hold line ends. One that is longer than 1 MiB is skipped and told. Where a
/// quote is never closed only its first line is lost.
struct RecordReader: ~Copyable {
  enum Record: Equatable {
    case fields
    case malformed(String)
  }

  private static let largestRecord = 1 << 20

  private var file: FileBytes
  private let separator: TableFormat.Separator
  private var buffer: [UInt8]
  /// What is read and not yet consumed.
  private var start: Int
  private var end: Int
  private var atEnd: Bool
  private var nextLine = 1
  /// Bytes that were taken from the file.
  private var bytesRead: Int

  /// Where the current record begins, from 1.
  private(set) var line = 0
  /// The fields of the current record, in `buffer`.
  private var fields: [Range<Int>] = []
  /// Which of them are quoted.
  private var quoted: [Int] = []

  init(_ path: String, _ separator: TableFormat.Separator) throws(RatingFileError) {
    var file = try FileBytes(path)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    end = try file.read(into: &buffer, from: 0)
    bytesRead = end
    atEnd = end == 0
    start = buffer[..<end].starts(with: byteOrderMark) ? byteOrderMark.count : 0
    self.file = file
    self.buffer = buffer
    self.separator = separator
  }

  var path: String { file.path }
  /// How much of the file is behind, 0–1.
  var share: Double { file.size == 0 ? 0 : min(1, Double(bytesRead - (end - start)) / Double(file.size)) }
  var fieldCount: Int { fields.count }

  /// The bytes of a field; empty where the record has none at that place.
  func bytes(_ field: Int) -> ArraySlice<UInt8> {
    fields.indices.contains(field) ? buffer[fields[field]] : []
  }

  /// The next record that is not an empty line; nil at the end.
  mutating func next() throws(RatingFileError) -> Record? {
    while true {
      switch scan() {
      case .complete(let next, let lines):
        line = nextLine
        start = next
        nextLine += lines
        if fields.count == 1, fields[0].isEmpty { continue }
        return unescape() ? .fields : .malformed("text beside a quoted field")
      case .incomplete where atEnd && start == end:
        return nil
      case .incomplete where end - start < Self.largestRecord && !atEnd:
        try refill()
      case .incomplete:
        // A quote that nobody closes, or a line that is too long.
        line = nextLine
        nextLine += 1
        try skipLine()
        return .malformed(atEnd ? "a quote is not closed" : "longer than 1 MiB, or a quote is not closed")
      }
    }
  }

  private enum Scan {
    case complete(next: Int, lines: Int)
    case incomplete
  }

  /// Finds the fields of the record at `start`.
  private mutating func scan() -> Scan {
    fields.removeAll(keepingCapacity: true)
    quoted.removeAll(keepingCapacity: true)
    let separatorByte = separator.byte
    let isDouble = separator == .doubleColon
    let allowsQuotes = separator == .comma
    var index = start
    var fieldStart = start
    var inQuotes = false
    var lines = 1
    while index < end {
      let byte = buffer[index]
      if inQuotes {
        if byte == quote { inQuotes = false } else if byte == lineFeed { lines += 1 }
      } else if byte == lineFeed {
        appendLast(fieldStart..<index)
        return .complete(next: index + 1, lines: lines)
      } else if byte == separatorByte {
        if !isDouble {
          fields.append(fieldStart..<index)
          fieldStart = index + 1
        } else if index + 1 < end, buffer[index + 1] == separatorByte {
          fields.append(fieldStart..<index)
          index += 1
          fieldStart = index + 1
        }
      } else if allowsQuotes, byte == quote {
        // A doubled quote closes and opens again.
        if index == fieldStart { quoted.append(fields.count) }
        inQuotes = quoted.last == fields.count
      }
      index += 1
    }
    guard atEnd, !inQuotes, start < end else { return .incomplete }
    appendLast(fieldStart..<end)
    return .complete(next: end, lines: lines)
  }

  /// Without the first half of a line end of DOS.
  private mutating func appendLast(_ field: Range<Int>) {
    let hasReturn = !field.isEmpty && buffer[field.upperBound - 1] == carriageReturn
    fields.append(field.lowerBound..<field.upperBound - (hasReturn ? 1 : 0))
  }

  /// Takes the quotes away from quoted fields, in place. False where something stands beside them.
  private mutating func unescape() -> Bool {
    for field in quoted {
      let range = fields[field]
      var write = range.lowerBound
      var read = range.lowerBound + 1
      while read < range.upperBound {
        if buffer[read] == quote {
          guard read + 1 < range.upperBound else { break }
          guard buffer[read + 1] == quote else { return false }
          read += 1
        }
        buffer[write] = buffer[read]
        write += 1
        read += 1
      }
      fields[field] = range.lowerBound..<write
    }
    return true
  }

  /// Moves what is left to the front, and reads behind it.
  private mutating func refill() throws(RatingFileError) {
    if start > 0 {
      buffer.replaceSubrange(0..<end - start, with: Array(buffer[start..<end]))
      end -= start
      start = 0
    }
    if end == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
    let count = try file.read(into: &buffer, from: end)
    end += count
    bytesRead += count
    atEnd = count == 0
  }

  /// Goes behind the next line end, however far it is.
  private mutating func skipLine() throws(RatingFileError) {
    while true {
      if let lineEnd = buffer[start..<end].firstIndex(of: lineFeed) {
        start = lineEnd + 1
        return
      }
      start = end
      guard !atEnd else { return }
      try refill()
    }
  }
}

/// What some tools put in front of UTF-8.
private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
private let lineFeed: UInt8 = 0x0A
private let carriageReturn: UInt8 = 0x0D
private let quote = UInt8(ascii: "\"")

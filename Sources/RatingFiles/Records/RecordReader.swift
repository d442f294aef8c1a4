/// Reads a table record by record in bounded memory, whatever the size of the file or of its lines.
///
/// A record is a line, or several if quotes contain line ends. A record that is too long is skipped and reported. If a
/// quote is never closed, or closes in the middle of another line, only its first line is lost.
package struct RecordReader: ~Copyable {
  package enum Reading: Equatable {
    case fields
    case malformed(String)
  }

  private var file: FileBytes
  /// In bytes. Up to this many are scanned for each incomplete record, even if only its first line is lost.
  private let largestRecord: Int
  private let separator: FieldSeparator
  /// LF, or CR if the file has no LF, as written by old Macs.
  private let lineEnd: UInt8
  private var buffer: [UInt8]
  /// The bytes in `buffer` that have not been consumed yet are those from `start` to `end`.
  private var start: Int
  private var end: Int
  private var atEnd: Bool
  private var nextLine = 1
  /// Number of bytes read from the file.
  private var bytesRead: Int

  /// The first line of the current record, from 1.
  package private(set) var line = 0
  /// The range of the current record in `buffer`.
  private var record = 0..<0
  /// The excerpt of a malformed record, which is no longer in `buffer`.
  private var malformedExcerpt: String?
  /// The ranges of the current record's fields in `buffer`, without the quotes around them.
  private var fields: [Range<Int>] = []
  /// Indices of the fields that contain doubled quotes.
  private var escaped: [Int] = []
  /// Number of line ends within quotes in the current record.
  private var innerLines = 0

  /// Also throws `notPlainText`.
  init(_ path: String, _ separator: FieldSeparator) throws(RatingFileError) {
    try self.init(FileBytes(path), separator, largestRecord: 1 << 20)
  }

  /// Reads what a stranger has sent, from memory, with records of at most 64 KiB. Throws `notPlainText`.
  /// - Parameter name: the name of the bytes in messages.
  package init(_ bytes: [UInt8], named name: String, _ separator: FieldSeparator) throws(RatingFileError) {
    try self.init(FileBytes(bytes, named: name), separator, largestRecord: 1 << 16)
  }

  private init(
    _ file: consuming FileBytes, _ separator: FieldSeparator, largestRecord: Int
  ) throws(RatingFileError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = try file.read(into: &buffer, from: 0)
    let beginning = buffer[..<count]
    if let format = ForeignFormat.recognise(beginning) { throw .notPlainText(file: file.path, format) }
    start = beginning.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    end = count
    bytesRead = count
    atEnd = count == 0
    lineEnd = beginning.contains(lineFeed) || !beginning.contains(carriageReturn) ? lineFeed : carriageReturn
    self.file = file
    self.buffer = buffer
    self.separator = separator
    self.largestRecord = largestRecord
  }

  var path: String { file.path }
  /// The share of the file that has been read, 0–1.
  var share: Double { file.size == 0 ? 0 : min(1, Double(bytesRead - (end - start)) / Double(file.size)) }
  package var fieldCount: Int { fields.count }

  /// The first line of the current record, to show to people.
  var excerpt: String { malformedExcerpt ?? Excerpt.text(buffer[record].prefix { $0 != lineEnd }) }

  /// The offset in the file of the current record's first byte that is not UTF-8; nil if there is none.
  var damage: Int? { FieldValue.damage(buffer[record]).map { bytesRead - end + record.lowerBound + $0 } }

  /// The bytes of a field; empty if the record has none at that place.
  package func bytes(_ field: Int) -> ArraySlice<UInt8> {
    guard fields.indices.contains(field) else { return [] }
    let bytes = buffer[fields[field]]
    return escaped.contains(field) ? Self.unescaped(bytes) : bytes
  }

  /// The next record that is not a blank line; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> Reading? {
    malformedExcerpt = nil
    while true {
      switch scan() {
      case .complete(let next):
        line = nextLine
        record = start..<next
        start = next
        nextLine += 1 + innerLines
        if fields.count == 1, buffer[fields[0]].allSatisfy(isBlank) { continue }
        return .fields
      case .textBesideQuotes:
        return try loseLine(innerLines == 0 ? "text after a quoted field" : "a quote is not closed")
      case .incomplete where atEnd && start == end:
        return nil
      case .incomplete where end - start < largestRecord && !atEnd:
        try refill()
      case .incomplete:
        return try loseLine(
          atEnd ? "a quote is not closed" : "longer than \(largestRecord >> 10) KiB, or a quote is not closed")
      }
    }
  }

  private enum Scan {
    case complete(next: Int)
    case textBesideQuotes
    case incomplete
  }

  /// Finds the fields of the record at `start`.
  private mutating func scan() -> Scan {
    fields.removeAll(keepingCapacity: true)
    escaped.removeAll(keepingCapacity: true)
    innerLines = 0
    let separatorByte = separator.byte
    let isDouble = separator == .doubleColon
    let allowsQuotes = separator.allowsQuotes
    let lineEnd = lineEnd
    var index = start
    var fieldStart = start
    while index < end {
      let byte = buffer[index]
      if byte == lineEnd {
        appendLast(fieldStart..<index)
        return .complete(next: index + 1)
      } else if byte == separatorByte {
        if !isDouble {
          fields.append(fieldStart..<index)
          fieldStart = index + 1
        } else if index + 1 < end, buffer[index + 1] == separatorByte {
          fields.append(fieldStart..<index)
          index += 1
          fieldStart = index + 1
        }
      } else if allowsQuotes, byte == quote, buffer[fieldStart..<index].allSatisfy(isBlank) {
        guard let behind = scanQuoted(from: index) else { return .incomplete }
        guard behind < end else { return .complete(next: end) }
        if buffer[behind] == lineEnd { return .complete(next: behind + 1) }
        guard buffer[behind] == separatorByte else { return .textBesideQuotes }
        index = behind
        fieldStart = index + 1
      }
      index += 1
    }
    guard atEnd, start < end else { return .incomplete }
    appendLast(fieldStart..<end)
    return .complete(next: end)
  }

  /// Appends the field whose quote opens at `open`.
  /// - Returns: the position after the closing quote and blanks; nil if that is not in the buffer yet.
  private mutating func scanQuoted(from open: Int) -> Int? {
    var index = open + 1
    var isEscaped = false
    while index < end {
      if buffer[index] == lineEnd {
        innerLines += 1
      } else if buffer[index] == quote {
        guard index + 1 < end, buffer[index + 1] == quote else { break }
        isEscaped = true
        index += 1
      }
      index += 1
    }
    guard index < end else { return nil }
    if isEscaped { escaped.append(fields.count) }
    fields.append(open + 1..<index)
    index += 1
    while index < end, buffer[index] != lineEnd, isBlank(buffer[index]) { index += 1 }
    return index < end || atEnd ? index : nil
  }

  /// Appends the last field of a record, without the CR of a CR LF.
  private mutating func appendLast(_ field: Range<Int>) {
    var upper = field.upperBound
    while upper > field.lowerBound, buffer[upper - 1] == carriageReturn { upper -= 1 }
    fields.append(field.lowerBound..<upper)
  }

  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var result: [UInt8] = []
    var isSecond = false
    for byte in bytes {
      isSecond = byte == quote && !isSecond
      if !isSecond { result.append(byte) }
    }
    return result[...]
  }

  /// Moves the unconsumed bytes to the front, and reads more after them.
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

  /// Skips the first line of the record at `start`, however long it is.
  private mutating func loseLine(_ reason: String) throws(RatingFileError) -> Reading {
    line = nextLine
    nextLine += 1
    malformedExcerpt = Excerpt.text(buffer[start..<end].prefix { $0 != lineEnd })
    while true {
      if let lineEnd = buffer[start..<end].firstIndex(of: lineEnd) {
        start = lineEnd + 1
        break
      }
      start = end
      guard !atEnd else { break }
      try refill()
    }
    return .malformed(reason)
  }
}

/// The byte order mark that some tools write before UTF-8.
private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
private let lineFeed: UInt8 = 0x0A
private let carriageReturn: UInt8 = 0x0D
private let quote = UInt8(ascii: "\"")

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == carriageReturn }

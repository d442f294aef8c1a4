import Domain
import RatingFiles

/// A table whose columns are named by a header. Their order, and the case and spaces of their names, do not matter.
struct HistoryTable: ~Copyable {
  private var reader: RecordReader
  private let places: [String: Int]
  let separator: FieldSeparator
  /// How dates are written.
  private let dates: DateForm

  /// Throws `notPlainText`.
  /// - Parameter dates: how dates are written. The default will do if no dates are parsed.
  init(_ bytes: [UInt8], dates: DateForm = .monthFirst) throws(HistoryFileError) {
    separator = Self.separator(of: bytes)
    var reader = try Self.reader(bytes, separator)
    places = try Self.header(&reader)
    self.reader = reader
    self.dates = dates
  }

  /// The separator that is more frequent in the first line, because column names contain neither.
  private static func separator(of bytes: [UInt8]) -> FieldSeparator {
    let line = bytes.drop(while: isSpace).prefix { $0 != 0x0A && $0 != 0x0D }
    func count(_ separator: Unicode.Scalar) -> Int { line.count { $0 == UInt8(ascii: separator) } }
    return count(";") > count(",") ? .semicolon : .comma
  }

  private static func reader(
    _ bytes: [UInt8], _ separator: FieldSeparator
  ) throws(HistoryFileError) -> RecordReader {
    do throws(RatingFileError) {
      return try RecordReader(bytes, named: "file", separator)
    } catch {
      throw HistoryFileError(error)
    }
  }

  /// The places of the columns that the first record names. If a name repeats, its first column counts.
  private static func header(_ reader: inout RecordReader) throws(HistoryFileError) -> [String: Int] {
    guard try next(&reader) == .fields else { return [:] }
    var places: [String: Int] = [:]
    for place in 0..<min(reader.fieldCount, maximumColumns) {
      let field = reader.bytes(place)
      guard field.count <= maximumName else { continue }
      let name = FieldValue.text(field).lowercased().filter { $0.isLetter || $0.isNumber }
      if places[name] == nil { places[name] = place }
    }
    return places
  }

  private static let maximumColumns = 64
  private static let maximumName = 64

  var columns: Set<String> { Set(places.keys) }

  func has(_ column: String) -> Bool { places[column] != nil }

  /// The next record; nil at the end.
  mutating func next() throws(HistoryFileError) -> RecordReader.Reading? { try Self.next(&reader) }

  private static func next(_ reader: inout RecordReader) throws(HistoryFileError) -> RecordReader.Reading? {
    do throws(RatingFileError) { return try reader.next() } catch { throw HistoryFileError(error) }
  }

  /// Passes every row to `read`; malformed ones are rejected. Throws `unknownEncoding`.
  /// - Parameter title: the column of the title.
  mutating func forEachRow(
    into intake: inout RowIntake, title: String, _ read: (borrowing HistoryTable) throws(RowFault) -> NamedMovie
  ) throws(HistoryFileError) {
    while let record = try next() {
      try intake.nextRow()
      guard record == .fields else {
        try intake.rejectMalformed()
        continue
      }
      if ForeignLetters.areIn(bytes(title)) { throw .unknownEncoding(row: intake.rows) }
      do throws(RowFault) {
        intake.add(try read(self))
      } catch {
        intake.reject(error.reason, title: bytes(title))
      }
    }
  }

  /// Empty if there is no such column.
  func bytes(_ column: String) -> ArraySlice<UInt8> { places[column].map { reader.bytes($0) } ?? [] }

  /// Empty if there is no such column, or if the field is longer than any title.
  func text(_ column: String) -> String {
    let field = bytes(column)
    return field.count > RowIntake.maximumTitle ? "" : FieldValue.text(field)
  }

  /// Whether the field has nothing but spaces.
  func isBlank(_ column: String) -> Bool { bytes(column).allSatisfy(isSpace) }

  /// A year from the beginning of the field, which may be a date; nil if there is none.
  func year(_ column: String) -> Int? {
    let digits = text(column).utf8.prefix { (0x30...0x39).contains($0) }
    return digits.count == 4 ? Int(String(Substring(digits))) : nil
  }

  /// A title, which may be empty.
  func title(_ column: String) throws(RowFault) -> String {
    guard bytes(column).count <= RowIntake.maximumTitle else { throw RowFault(reason: .titleTooLong) }
    return text(column)
  }

  func imdbID(_ column: String) -> Int? { ExternalIDs.imdb(text(column)) }

  func number(_ column: String) -> Int? { FieldValue.integer(bytes(column)).flatMap { Int(exactly: $0) } }

  /// Half stars from 0.5 to 5; nil if the field is blank.
  func stars(_ column: String) throws(RowFault) -> Rating? {
    if isBlank(column) { return nil }
    guard let rating = FieldValue.rating(decimal(column)) else { throw RowFault(reason: .invalidRating) }
    return rating
  }

  /// A number from 0.5 to 10, halved, to the nearest half star; nil if the field is blank.
  func outOfTen(_ column: String) throws(RowFault) -> Rating? {
    if isBlank(column) { return nil }
    guard let number = Double(FieldValue.text(decimal(column))), (0.5...10).contains(number) else {
      throw RowFault(reason: .invalidRating)
    }
    return Rating(halfStars: Int(number.rounded()))
  }

  /// A number in which a spreadsheet may have written a decimal comma.
  private func decimal(_ column: String) -> ArraySlice<UInt8> {
    ArraySlice(bytes(column).map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 })
  }

  /// Nil if the field is blank.
  func time(_ column: String) throws(RowFault) -> Timestamp? {
    if isBlank(column) { return nil }
    guard let time = timeIfAny(column) else { throw RowFault(reason: .invalidDate) }
    return time
  }

  /// Nil if the field is not a time from 1970 on.
  func timeIfAny(_ column: String) -> Timestamp? { TimeValue(bytes(column))?.time ?? dates.time(text(column)) }
}

extension HistoryFileError {
  /// Reading bytes from memory fails only if they are not plain text.
  fileprivate init(_ error: RatingFileError) {
    if case .notPlainText(_, let format) = error { self = .notPlainText(format) } else { self = .empty }
  }
}

import Domain
import RatingFiles

/// A table whose columns are named by a header, whatever their order, case and spelling with or without spaces.
struct HistoryTable: ~Copyable {
  private var reader: RecordReader
  private let places: [String: Int]

  /// Throws `notPlainText`.
  init(_ bytes: [UInt8]) throws(HistoryFileError) {
    var reader = try Self.reader(bytes)
    places = try Self.header(&reader)
    self.reader = reader
  }

  private static func reader(_ bytes: [UInt8]) throws(HistoryFileError) -> RecordReader {
    do throws(RatingFileError) { return try RecordReader(bytes, named: "file") } catch { throw .notPlainText }
  }

  /// The places of the columns that the first record names; of columns with the same name, the first.
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

  /// Passes every row to `read`; malformed ones are rejected.
  /// - Parameter title: the column of the title.
  mutating func forEachRow(
    into intake: inout RowIntake, title: String, _ read: (borrowing HistoryTable) throws(RowFault) -> NamedMovie
  ) throws(HistoryFileError) {
    while let record = try Self.next(&reader) {
      try intake.nextRow()
      guard record == .fields else {
        intake.reject(.malformed)
        continue
      }
      do throws(RowFault) { intake.add(try read(self)) } catch { intake.reject(error.reason, title: text(title)) }
    }
  }

  private static func next(_ reader: inout RecordReader) throws(HistoryFileError) -> RecordReader.Reading? {
    // Reading from memory does not fail.
    do throws(RatingFileError) { return try reader.next() } catch { throw .notPlainText }
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

  func imdbID(_ column: String) -> Int? { ExternalIDs.imdb(text(column)) }

  func number(_ column: String) -> Int? { FieldValue.integer(bytes(column)).flatMap { Int(exactly: $0) } }

  /// Half stars from 0.5 to 5; nil if the field is blank.
  func stars(_ column: String) throws(RowFault) -> Rating? {
    if isBlank(column) { return nil }
    guard let rating = FieldValue.rating(bytes(column)) else { throw RowFault(reason: .invalidRating) }
    return rating
  }

  /// A whole number from 1 to 10, halved; nil if the field is blank.
  func outOfTen(_ column: String) throws(RowFault) -> Rating? {
    if isBlank(column) { return nil }
    guard let number = number(column), (1...10).contains(number) else { throw RowFault(reason: .invalidRating) }
    return Rating(halfStars: number)
  }

  /// Nil if the field is blank.
  func time(_ column: String) throws(RowFault) -> Timestamp? {
    if isBlank(column) { return nil }
    guard let time = timeIfAny(column) else { throw RowFault(reason: .invalidDate) }
    return time
  }

  /// Nil if the field is not a time from 1970 on.
  func timeIfAny(_ column: String) -> Timestamp? { TimeValue(bytes(column))?.time ?? LongDate.time(text(column)) }
}

/// The form of dates in older exports of IMDb, that of C's `asctime`: `Sat Mar 14 00:00:00 2015`.
private enum LongDate {
  static func time(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ")
    guard parts.count == 5, let month = CalendarDate.monthNames.firstIndex(of: String(parts[1])),
      let day = Int(parts[2]), let year = Int(parts[4]), year >= 1970
    else { return nil }
    return CalendarDate(year: year, month: month + 1, day: day).map { Timestamp($0) }
  }
}

/// A file of records whose columns are known, from a header or from the layout. A record with more or fewer fields is
/// malformed, because its fields cannot be assigned to columns.
struct Table: ~Copyable {
  private var reader: RecordReader
  /// The positions of each column that the file has.
  private let places: [FileColumn: [Int]]
  private let expectedFields: Int
  /// The header if there is one, otherwise the first row.
  private let firstLine: String
  private let hasHeader: Bool
  /// The offset in the file of the first line's first byte that is not UTF-8; nil if there is none.
  private let damage: Int?
  /// The first record, which was read to check for a header but is not one.
  private var pending: RecordReader.Reading?

  /// Reads the header, if there is one. A file whose layout does not require a header may still have one.
  init(_ path: String, _ format: TableFormat) throws(RatingFileError) {
    var reader = try RecordReader(path, format.separator)
    guard let first = try reader.next() else { throw .empty(file: path) }
    firstLine = reader.excerpt
    damage = reader.damage
    var names: [(column: FileColumn, spelling: Int)?] = []
    for place in 0..<reader.fieldCount { names.append(FileColumn.named(by: FieldValue.text(reader.bytes(place)))) }
    var columns = names.map { $0?.column }
    if let known = format.columns, !columns.contains(known.first ?? nil) {
      columns = known
      pending = first
    }
    var places: [FileColumn: [Int]] = [:]
    for (place, column) in columns.enumerated() { if let column { places[column, default: []].append(place) } }
    if pending == nil {
      // Of several spellings the first takes precedence: `timestamp` if there is also a `time`.
      for (column, found) in places where found.count > 1 {
        let usual = found.compactMap { names[$0]?.spelling }.min()
        places[column] = found.filter { names[$0]?.spelling == usual }
      }
    }
    self.reader = reader
    self.places = places
    hasHeader = pending == nil
    expectedFields = columns.count
  }

  var path: String { reader.path }
  /// The header line; nil if the file has none.
  var header: String? { hasHeader ? firstLine : nil }
  var share: Double { reader.share }
  /// The first line of the current record, from 1.
  var line: Int { reader.line }

  /// Nil if there is no such column. Throws `repeatedColumn`.
  func place(of column: FileColumn) throws(RatingFileError) -> Int? {
    guard let places = places[column] else { return nil }
    guard places.count == 1 else { throw .repeatedColumn(file: path, column, firstLine: firstLine) }
    return places[0]
  }

  /// Also throws `missingColumn`, or `notUTF8` if that may be the cause.
  func requiredPlace(of column: FileColumn) throws(RatingFileError) -> Int {
    if let place = try place(of: column) { return place }
    if let damage { throw .notUTF8(file: path, byte: damage) }
    throw .missingColumn(file: path, column, firstLine: firstLine)
  }

  /// The next record; nil at the end of the file.
  mutating func next() throws(RatingFileError) -> RecordReader.Reading? {
    if let first = pending {
      pending = nil
      return checked(first)
    }
    guard let record = try reader.next() else { return nil }
    return checked(record)
  }

  private func checked(_ record: RecordReader.Reading) -> RecordReader.Reading {
    guard record == .fields, reader.fieldCount != expectedFields else { return record }
    return .malformed("\(reader.fieldCount) fields, not \(expectedFields)")
  }

  func has(_ column: FileColumn) -> Bool { places[column] != nil }

  /// A field of the current record.
  func bytes(_ place: Int) -> ArraySlice<UInt8> { reader.bytes(place) }

  /// Empty if the file has no such column.
  func bytes(_ column: FileColumn) -> ArraySlice<UInt8> { places[column].map { reader.bytes($0[0]) } ?? [] }

  /// Empty if the file has no such column.
  func text(_ column: FileColumn) -> String { FieldValue.text(bytes(column)) }

  func text(_ place: Int) -> String { FieldValue.text(reader.bytes(place)) }

  /// A remark about the current record.
  func remark(_ reason: String, _ value: String? = nil) -> Remark {
    Remark(file: path, line: reader.line, value: value, reason: reason, row: reader.excerpt)
  }

  /// A remark about a field that is empty or invalid.
  func remark(no what: String, _ place: Int?) -> Remark {
    let field = place.map { reader.bytes($0) } ?? []
    guard !FieldValue.trimmed(field).isEmpty else { return remark("no \(what)") }
    return remark("not a \(what)", Excerpt.quoted(field))
  }
}

/// A file of records with its columns found: by the header, or by the places that the layout says.
struct Table: ~Copyable {
  private var reader: RecordReader
  /// Where each column stands; absent where the header does not name it.
  private let places: [Column: Int]

  /// Reads the header, if there is one.
  /// - Parameter order: the columns of a file without a header; nil is one that nobody needs.
  init(_ path: String, _ format: TableFormat, order: [Column?]) throws(RatingFileError) {
    var reader = try RecordReader(path, format.separator)
    var places: [Column: Int] = [:]
    if format.header {
      guard try reader.next() != nil else { throw .unknownLayout(file: path) }
      var names: [String] = []
      for place in 0..<reader.fieldCount { names.append(Self.name(reader.bytes(place))) }
      for column in Column.allCases { places[column] = names.firstIndex(where: column.names.contains) }
    } else {
      for (place, column) in order.enumerated() { if let column { places[column] = place } }
    }
    self.reader = reader
    self.places = places
  }

  var path: String { reader.path }
  var share: Double { reader.share }
  /// How many fields the current record has.
  var fieldCount: Int { reader.fieldCount }

  func has(_ column: Column) -> Bool { places[column] != nil }

  /// Throws `missingColumn`.
  func place(of column: Column) throws(RatingFileError) -> Int {
    guard let place = places[column] else { throw .missingColumn(file: path, column: column.names[0]) }
    return place
  }

  /// The next record; nil at the end.
  mutating func next() throws(RatingFileError) -> RecordReader.Record? { try reader.next() }

  /// A field of the current record; empty where it has none at that place.
  func bytes(_ place: Int) -> ArraySlice<UInt8> { reader.bytes(place) }

  /// Empty where the file has no such column.
  func text(_ column: Column) -> String { places[column].map { text($0) } ?? "" }

  func text(_ place: Int) -> String { FieldValue.text(reader.bytes(place)) }

  /// Something to tell about the current record.
  func remark(_ reason: String) -> Remark { Remark(file: path, line: reader.line, reason: reason) }

  /// `item_id` of the header field `item_id:token`.
  private static func name(_ bytes: ArraySlice<UInt8>) -> String {
    FieldValue.text(bytes.prefix { $0 != UInt8(ascii: ":") })
  }
}

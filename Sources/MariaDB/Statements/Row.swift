/// One row of a result, valid while its statement's callback runs. Columns are numbered from 0.
///
/// Reading a column throws `ImpossibleValue` if it is NULL but must not be, or if it is not of the requested type.
package struct Row: ~Copyable {
  private let columns: [Column]

  init(_ columns: [Column]) { self.columns = columns }

  /// The number of columns.
  package var count: Int { columns.count }

  package func isNull(_ column: Int) -> Bool { columns[column].isNull }

  package func integer(_ column: Int) throws(ImpossibleValue) -> Int64 {
    let value = try value(column, .integer)
    guard !value.isOutOfRange else { throw impossible(column, "\(value.shown), above \(Int64.max)") }
    return value.integer
  }
  package func optionalInteger(_ column: Int) throws(ImpossibleValue) -> Int64? {
    isNull(column) ? nil : try integer(column)
  }

  package func double(_ column: Int) throws(ImpossibleValue) -> Double { try value(column, .double).double }
  package func optionalDouble(_ column: Int) throws(ImpossibleValue) -> Double? {
    isNull(column) ? nil : try double(column)
  }

  /// Reads a DATETIME or TIMESTAMP.
  package func dateTime(_ column: Int) throws(ImpossibleValue) -> DateTime { try value(column, .dateTime).dateTime }
  package func optionalDateTime(_ column: Int) throws(ImpossibleValue) -> DateTime? {
    isNull(column) ? nil : try dateTime(column)
  }

  /// Reads texts, enumerations, dates, times of day and decimals, as the server writes them.
  package func text(_ column: Int) throws(ImpossibleValue) -> String {
    let value = try value(column, .text)
    guard let text = value.text else { throw impossible(column, value.damage) }
    return text
  }
  package func optionalText(_ column: Int) throws(ImpossibleValue) -> String? {
    isNull(column) ? nil : try text(column)
  }

  /// Like `text`, for columns that are not text.
  package func bytes(_ column: Int) throws(ImpossibleValue) -> [UInt8] { try value(column, .text).bytes }
  package func optionalBytes(_ column: Int) throws(ImpossibleValue) -> [UInt8]? {
    isNull(column) ? nil : try bytes(column)
  }

  /// The value as the log may show it: one line of bounded length.
  package func shown(_ column: Int) -> String { columns[column].shown }

  /// The error for a value that has the right type but is impossible.
  /// - Parameter value: as the log may show it.
  package func impossible(_ column: Int, _ value: String) -> ImpossibleValue {
    let table = columns[column].table
    let key = columns.lazy.filter { $0.isKey && (table.isEmpty || $0.table == table) }.map { "\($0.name) \($0.shown)" }
    return ImpossibleValue(
      column: table.isEmpty ? columns[column].name : "\(table).\(columns[column].name)",
      key: key.joined(separator: ", "), value: value)
  }

  private func value(_ column: Int, _ kind: Column.Kind) throws(ImpossibleValue) -> Column {
    let value = columns[column]
    guard !value.isNull else { throw impossible(column, "NULL") }
    guard value.kind == kind else { throw impossible(column, "\(value.shown), of type \(value.kind), not \(kind)") }
    return value
  }
}

/// One row of a result, valid while its statement's callback runs. Columns are numbered from 0.
///
/// Asking for a column as another type than the statement gives it, or for a NULL without saying that there may be one,
/// is a mistake of the program.
package struct Row: ~Copyable {
  private let columns: [Column]

  init(_ columns: [Column]) { self.columns = columns }

  package func isNull(_ column: Int) -> Bool { columns[column].isNull }

  package func integer(_ column: Int) -> Int64 { value(column, .integer).integer }
  package func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }

  package func double(_ column: Int) -> Double { value(column, .double).double }
  package func optionalDouble(_ column: Int) -> Double? { isNull(column) ? nil : double(column) }

  /// DATETIME and TIMESTAMP.
  package func dateTime(_ column: Int) -> DateTime { value(column, .dateTime).dateTime }
  package func optionalDateTime(_ column: Int) -> DateTime? { isNull(column) ? nil : dateTime(column) }

  /// Texts, enumerations, dates, times of day and decimals, as the server writes them.
  package func text(_ column: Int) -> String { value(column, .text).text }
  package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

  /// The same, for what is no text.
  package func bytes(_ column: Int) -> [UInt8] { value(column, .text).bytes }
  package func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  private func value(_ column: Int, _ kind: Column.Kind) -> Column {
    let value = columns[column]
    precondition(value.kind == kind && !value.isNull)
    return value
  }
}

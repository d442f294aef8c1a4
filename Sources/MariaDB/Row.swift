/// One row of a result, valid while its statement's callback runs. Columns are numbered from 0.
///
/// Asking for a column as another type than the statement gives it is a mistake of the program.
package struct Row: ~Copyable {
  private let columns: [Column]

  init(_ columns: [Column]) { self.columns = columns }

  package func isNull(_ column: Int) -> Bool { columns[column].isNull }

  package func integer(_ column: Int) -> Int64 {
    precondition(columns[column].kind == .integer && !isNull(column))
    return columns[column].integer
  }

  package func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }

  /// A DATETIME or TIMESTAMP.
  package func dateTime(_ column: Int) -> DateTime {
    precondition(columns[column].kind == .dateTime && !isNull(column))
    return columns[column].dateTime
  }

  /// Texts, dates, times of day and decimals, as the server writes them.
  package func text(_ column: Int) -> String {
    precondition(columns[column].kind == .text && !isNull(column))
    return columns[column].text
  }

  package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
}

import MariaDB

/// A block of the rows of `interactions` in the order of their ids, for a walk over all users that must not take long
/// in one statement.
enum HistoryBlock {
  /// The last id of the next block of existing rows, so that a gap costs nothing; NULL if there are no more.
  static func last(after first: Int64, upTo last: Int64, rows: Int = 10_000) -> SQL {
    """
    SELECT MAX(id) FROM (
      SELECT id FROM interactions FORCE INDEX (id) WHERE id > \(first) AND id <= \(last) ORDER BY id LIMIT \(rows)
    ) AS block
    """
  }
}

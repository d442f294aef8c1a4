/// Counts of what was recommended and what followed from it.
package protocol FiguresStore: AnyObject {
  /// Adds counts of lists that are in nobody's history.
  func add(_ counts: ShownCounts) throws(StoreError)
  /// Counts what has been added to the histories of users since the last count, unless another worker is counting.
  /// - Parameter patience: how long to go on if there is much.
  /// - Returns: false if some is left.
  func countHistories(within patience: Duration) throws(StoreError) -> Bool
  /// The figures of the days from `first` to `last`.
  func figures(from first: CalendarDate, to last: CalendarDate) throws(StoreError) -> [PlaceFigures]
}

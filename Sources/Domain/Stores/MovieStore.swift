/// What a worker needs to hold the catalogue in memory.
package protocol MovieStore: AnyObject {
  /// Changes whenever a film has changed or was hidden or shown: what memory holds is compared by it.
  func catalogueVersion() throws(StoreError) -> Int64
  /// The whole catalogue by ascending id.
  /// - Parameter rejected: told of rows that are impossible, which are left out.
  func catalogue(rejected: (String) -> Void) throws(StoreError) -> [Movie]
  /// Films of the catalogue that nobody is to be shown.
  func hidden() throws(StoreError) -> Set<MovieID>
}

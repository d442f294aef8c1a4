/// What a worker needs to keep the catalogue in memory.
package protocol MovieStore: AnyObject {
  /// Changes whenever a movie is changed, hidden or shown again. A worker reloads its copy if this differs.
  func catalogueVersion() throws(StoreError) -> Int64
  /// The whole catalogue, by ascending id.
  /// - Parameter rejected: called for each row with an impossible value, which is left out.
  func catalogue(rejected: (String) -> Void) throws(StoreError) -> [Movie]
  /// The hidden movies of the catalogue.
  func hidden() throws(StoreError) -> Set<MovieID>
}

/// What a worker needs to hold the catalogue in memory.
package protocol MovieStore: AnyObject {
  /// Changes whenever an import has changed a film: what memory holds is compared by it.
  func catalogueVersion() throws(StoreError) -> Int64
  /// The whole catalogue by ascending id.
  func catalogue() throws(StoreError) -> [Movie]
}

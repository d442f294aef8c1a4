/// What the API needs to know of the database itself.
package protocol SchemaStore: AnyObject {
  /// The number of the last migration that was applied; 0 for none.
  func schemaVersion() throws(StoreError) -> Int
  /// Throws `unavailable` with the reason if the database takes no changes now, for example since it is read-only.
  func checkWriting() throws(StoreError)
}

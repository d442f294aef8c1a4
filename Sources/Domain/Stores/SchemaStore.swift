/// What the API needs to know of the database itself.
package protocol SchemaStore: AnyObject {
  /// The number of the last migration that was applied; 0 for none.
  func schemaVersion() throws(StoreError) -> Int
}

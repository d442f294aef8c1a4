/// What the API needs to know about the database itself.
package protocol SchemaStore: AnyObject {
  /// The number of the last applied migration; 0 if none has been applied.
  func schemaVersion() throws(StoreError) -> Int
  /// Throws `unavailable` with the reason if the database cannot be written to, for example because it is read-only.
  func checkWriting() throws(StoreError)
}

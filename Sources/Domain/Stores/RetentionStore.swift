/// What is removed in the background.
package protocol RetentionStore: AnyObject {
  /// Removes sessions, wrong passwords and known networks that no longer matter. Returns how many rows that were.
  func removeExpired(at time: Timestamp) throws(StoreError) -> Int
  /// Removes rows of deleted accounts. False where some are left.
  func removeDeleted(within patience: Duration) throws(StoreError) -> Bool
}

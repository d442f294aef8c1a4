/// Removal of old rows in the background.
package protocol RetentionStore: AnyObject {
  /// Removes expired sessions, failed log-in attempts and known networks. Returns the number of rows removed.
  func removeExpired(at time: Timestamp) throws(StoreError) -> Int
  /// Removes rows of deleted accounts for up to `patience`. False if some are left.
  func removeDeleted(within patience: Duration) throws(StoreError) -> Bool
}

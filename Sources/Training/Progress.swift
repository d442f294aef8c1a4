/// Hears where long work is.
package protocol Progress: AnyObject {
  /// A stage begins; the one before has ended.
  /// - Parameter expected: how long it will take, where the stage cannot tell how far it is.
  func begin(_ stage: String, expected: Duration?)
  /// The share of the stage that is done, 0–1.
  func advance(to share: Double)
  /// No stage is under way: something else may be written now.
  func end()
}

/// Tells nobody.
package final class NoProgress: Progress {
  package init() {}
  package func begin(_ stage: String, expected: Duration?) {}
  package func advance(to share: Double) {}
  package func end() {}
}

/// Hears where long work is.
package protocol Progress: AnyObject {
  /// What the stages that follow are about, for example a model's name.
  var subject: String { get set }
  /// A stage begins; the one before has ended.
  /// - Parameter expected: how long it will take, where the stage cannot tell how far it is.
  func begin(_ stage: String, expected: Duration?)
  /// The share of the stage that is done, 0–1.
  /// - Parameter detail: what else is to be told, for example a figure; empty for nothing.
  func advance(to share: Double, _ detail: String)
  /// No stage is under way: something else may be written now.
  func end()
}

extension Progress {
  package func advance(to share: Double) { advance(to: share, "") }
}

/// Tells nobody.
package final class NoProgress: Progress {
  package var subject = ""
  package init() {}
  package func begin(_ stage: String, expected: Duration?) {}
  package func advance(to share: Double, _ detail: String) {}
  package func end() {}
}

/// Receives the progress of long work.
package protocol Progress: AnyObject {
  /// What the following stages are about, for example the name of a model.
  var subject: String { get set }
  /// Begins a stage and ends the previous one.
  /// - Parameter expected: the expected time of a stage that cannot report its progress.
  func begin(_ stage: String, expected: Duration?)
  /// Reports the share of the stage that is done, 0–1.
  /// - Parameter detail: more to show, for example a figure; may be empty.
  func advance(to share: Double, _ detail: String)
  /// Ends the stage, so that other output may follow.
  func end()
}

extension Progress {
  package func advance(to share: Double) { advance(to: share, "") }
}

/// Ignores progress.
package final class NoProgress: Progress {
  package var subject = ""
  package init() {}
  package func begin(_ stage: String, expected: Duration?) {}
  package func advance(to share: Double, _ detail: String) {}
  package func end() {}
}

import Domain

/// What the file of a model says if it has followed users since its training.
package struct LearnedModel: Equatable, Sendable {
  /// The version of the trained file that it goes on from. A model keeps its version while it learns: that names the
  /// training.
  package let version: String
  /// When it read what users like.
  package let at: Timestamp

  package init(from version: String, at time: Timestamp) {
    self.version = version
    at = time
  }

  /// Nil for a file as it was trained.
  init?(_ origin: [(name: String, value: String)]) {
    let values = Dictionary(origin.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    guard let version = values[Self.from], let at = values[Self.at].flatMap(Int64.init) else { return nil }
    self.version = version
    self.at = Timestamp(microseconds: at)
  }

  /// As stored with the origin of the training.
  package var pairs: [(name: String, value: String)] { [(Self.from, version), (Self.at, "\(at.microseconds)")] }

  private static let from = "learned from"
  private static let at = "learned at, microseconds"
}

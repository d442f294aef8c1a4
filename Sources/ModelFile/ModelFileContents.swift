/// The contents of a model file to be written.
package struct ModelFileContents: Sendable {
  /// At most 16 characters of printable ASCII.
  package let model: String
  /// Microseconds since 1970-01-01T00:00:00Z.
  package let trainedAt: Int64
  package let fingerprint: UInt64
  package let hyperparameters: [(name: String, value: String)]
  package let figures: [(name: String, value: Double)]
  /// The item ids, strictly ascending.
  package let items: [Int64]
  /// The model's own sections.
  package var sections: [SectionContents]
  /// What the model was trained on; empty to leave it out.
  package var origin: [(name: String, value: String)] = []
  /// NDCG@100 of the test users; nil if the model was not measured.
  package var userFigures: UserFigures?

  package init(
    model: String, trainedAt: Int64, fingerprint: UInt64, hyperparameters: [(name: String, value: String)],
    figures: [(name: String, value: Double)], items: [Int64], sections: [SectionContents]
  ) {
    self.model = model
    self.trainedAt = trainedAt
    self.fingerprint = fingerprint
    self.hyperparameters = hyperparameters
    self.figures = figures
    self.items = items
    self.sections = sections
  }
}

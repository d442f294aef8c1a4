import ModelFile

/// The sections of a model that was trained on ratings, in addition to its own, for n items:
///
///     NAME            TYPE   COUNT  DESCRIPTION
///     chance.share    Float  1      the share of all ratings that have four stars or more
///     chance.items    Float  n      the feature `item` of each item
///     chance.weights  Float  64     for each table, for each length: the weights of constant, item, user, score
extension Chance {
  private static let shareSection = "chance.share"
  private static let itemsSection = "chance.items"
  private static let weightsSection = "chance.weights"

  /// Whether a model has a chance.
  package static func isIn(_ file: ModelFile) -> Bool { file.hasSection(weightsSection) }

  /// Nil if the file has none.
  package init?(_ file: ModelFile) throws(ModelError) {
    guard Self.isIn(file) else { return nil }
    let share = try Self.section(Self.shareSection, 1, file)
    let items = try Self.section(Self.itemsSection, file.items.count, file)
    let count = Table.allCases.count * Self.lengths.count
    let weights = try Self.section(Self.weightsSection, count * Weights.scalarCount, file)
    self.init(
      share: share[0], items: items,
      weights: (0..<count).map { row in
        Weights(weights[row * Weights.scalarCount..<(row + 1) * Weights.scalarCount])
      })
  }

  private static func section(_ name: String, _ count: Int, _ file: ModelFile) throws(ModelError) -> [Float] {
    let section: MappedArray<Float>
    do { section = try file.section(name) } catch { throw .file(error) }
    guard section.count == count else { throw .wrongCount(section: name, expected: count, found: section.count) }
    return section.withUnsafeBufferPointer { Array($0) }
  }

  package var sections: [SectionContents] {
    [
      SectionContents(Self.shareSection, .float([share])), SectionContents(Self.itemsSection, .float(items)),
      SectionContents(
        Self.weightsSection, .float(weights.flatMap { row in (0..<Weights.scalarCount).map { row[$0] } })),
    ]
  }
}

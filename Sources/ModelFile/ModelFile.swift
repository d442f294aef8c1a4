/// A mapped and verified model file. Everything read from it afterwards lies inside the file and has the stated type.
///
/// It is immutable, shared by all threads, and unmapped with its last reader.
package final class ModelFile: Sendable {
  /// The name of the model, for example `EASE`.
  package let model: String
  /// Microseconds since 1970-01-01T00:00:00Z.
  package let trainedAt: Int64
  /// A hash of the training data: the same positives give the same fingerprint.
  package let fingerprint: UInt64
  package let checksum: UInt64
  /// In the order of the file.
  package let hyperparameters: [(name: String, value: String)]
  package let figures: [(name: String, value: Double)]
  /// What the model was trained on; empty if the file does not say.
  package let origin: [(name: String, value: String)]
  /// The item ids, strictly ascending.
  package let items: MappedArray<Int64>

  private let mapping: Mapping
  private let entries: [String: SectionEntry]

  /// Maps the file at `path` and verifies all of it.
  package static func open(_ path: String) throws(ModelFileError) -> ModelFile {
    try ModelFile(Mapping(path: path))
  }

  /// Copies and verifies a file in memory.
  package static func decode(_ bytes: [UInt8]) throws(ModelFileError) -> ModelFile {
    try ModelFile(Mapping(copying: bytes))
  }

  private init(_ mapping: Mapping) throws(ModelFileError) {
    let header = try ModelFileHeader(mapping.bytes)
    let entries = try SectionTable.read(mapping.bytes, count: header.sectionCount)
    model = header.model
    trainedAt = header.trainedAt
    fingerprint = header.fingerprint
    checksum = header.checksum
    self.mapping = mapping
    self.entries = entries
    items = try Self.section(ModelFileLayout.items, entries, mapping)
    try Self.checkAscending(items)
    hyperparameters = try PairReader(
      ModelFileLayout.hyperparameters, Self.section(ModelFileLayout.hyperparameters, entries, mapping)
    ).texts()
    figures = try PairReader(
      ModelFileLayout.figures, Self.section(ModelFileLayout.figures, entries, mapping)
    ).numbers()
    origin =
      entries[ModelFileLayout.origin] == nil
      ? [] : try PairReader(ModelFileLayout.origin, Self.section(ModelFileLayout.origin, entries, mapping)).texts()
  }

  /// Names this training by its time and the first half of the checksum, for example `20261123T101530Z-1a2b3c4d`. Sorts
  /// by time.
  package var version: String { ModelVersion.name(trainedAt: trainedAt, checksum: checksum) }

  package func hasSection(_ name: String) -> Bool { entries[name] != nil }

  /// Throws `missingSection` or `wrongElementType`.
  package func section<Element: SectionElement>(
    _ name: String, of type: Element.Type = Element.self
  ) throws(ModelFileError) -> MappedArray<Element> {
    try Self.section(name, entries, mapping)
  }

  /// NDCG@100 of each test user; nil if the file does not say. Throws `malformedUserFigures`, or what `section` throws.
  package func userFigures() throws(ModelFileError) -> UserFigures? {
    guard hasSection(ModelFileLayout.testUsers) || hasSection(ModelFileLayout.testFigures) else { return nil }
    return try UserFigures(
      users: section(ModelFileLayout.testUsers), values: section(ModelFileLayout.testFigures))
  }

  private static func section<Element: SectionElement>(
    _ name: String, _ entries: [String: SectionEntry], _ mapping: Mapping
  ) throws(ModelFileError) -> MappedArray<Element> {
    guard let entry = entries[name] else { throw .missingSection(name) }
    guard entry.type == Element.elementType else {
      throw .wrongElementType(section: name, expected: Element.elementType, found: entry.type)
    }
    return MappedArray(mapping, offset: entry.offset, count: entry.count)
  }

  private static func checkAscending(_ items: MappedArray<Int64>) throws(ModelFileError) {
    try items.withUnsafeBufferPointer { (ids) throws(ModelFileError) in
      for position in ids.indices.dropFirst() where ids[position - 1] >= ids[position] {
        throw .itemsNotAscending(position: position)
      }
    }
  }
}

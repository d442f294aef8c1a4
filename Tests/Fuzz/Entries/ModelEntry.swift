import ModelFile
import Scoring

extension FuzzEntry {
  /// Model files with any bytes but the right length and checksum, so that the later checks see them. What is accepted
  /// must be served without a trap.
  static let modelFile = FuzzEntry("model", modelSeeds) { bytes in
    var bytes = bytes
    if bytes.count >= 32 {
      bytes.replaceSubrange(16..<24, with: littleEndian(UInt64(bytes.count)))
      var hash = XXH64()
      bytes[32...].withUnsafeBytes { hash.update($0) }
      bytes.replaceSubrange(24..<32, with: littleEndian(hash.finish()))
    }
    guard let file = try? ModelFile.decode(bytes), let name = ModelName(rawValue: file.model) else { return nil }
    _ = try? file.userFigures()
    guard let model = try? Model(file, as: name) else { return nil }
    var workspace = ScoringWorkspace()
    let context = (0..<min(2, file.items.count)).map { file.items[$0] }
    let best = model.recommend(context: context, dislikes: [5], count: 10, workspace: &workspace)
    if best.contains(where: { context.contains($0.id) }) { return "a movie of the context is recommended" }
    if Set(best.map(\.id)).count != best.count { return "a movie is recommended twice" }
    if best.contains(where: { $0.score.isNaN }) { return "a score is no number" }
    _ = model.recommend(toParty: [context, [5]], count: 3, workspace: &workspace)
    return nil
  }

  private static func littleEndian(_ number: UInt64) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static let modelSeeds: [[UInt8]] = {
    func floats(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 7) / 4 - 0.5 } }
    let files: [(ModelName, [SectionContents])] = [
      (.ease, EASEScorer.sections(weights: floats(3 * 16))),
      (.shortEASE, QuantisedScorer.sections(weights: floats(3 * 16), items: 3)),
      (.popularity, PopularityScorer.sections(counts: [3, 2, 1])),
      (.spectral, SpectralScorer.sections(factors: floats(3 * 16), scales: floats(3))),
      (.itemKNN, SparseScorer.sections(rows: [0, 1, 2, 3], columns: [1, 2, 0], weights: [0.5, 1, 2])),
    ]
    return files.compactMap { name, sections in
      try? ModelFileContents(
        model: name.rawValue, trainedAt: 1_000_000, fingerprint: 0, hyperparameters: [("lambda", "200")],
        figures: [("NDCG@100", 0.5), ("NDCG@100 after 3", 0.4)], items: [.min, 5, .max], sections: sections
      ).encoded()
    }
  }()
}

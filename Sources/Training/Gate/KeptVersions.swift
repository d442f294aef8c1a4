import ModelFile
import Scoring
import System

/// What a version of a model in the directory says about its training.
package struct KeptVersion: Sendable {
  package let version: String
  let trainedAt: Int64
  /// The number of items in the catalogue.
  let items: Int
  /// NDCG@100; nil if the version was not measured.
  let figure: Double?
  /// Nil if the file does not say.
  let origin: TrainingBasis?
  package let userFigures: UserFigures?

  package init(_ file: ModelFile) {
    version = file.version
    trainedAt = file.trainedAt
    items = file.items.count
    figure = file.figures.first { $0.name == Metric.ndcg100.rawValue }?.value
    origin = TrainingBasis(file.origin)
    // Malformed figures count as none.
    userFigures = (try? file.userFigures()) ?? nil
  }
}

/// The served version of a model and the older ones.
package struct KeptVersions: Sendable {
  /// Nil if there is none, or none that can be read.
  let served: KeptVersion?
  /// Newest first; empty if no file is served, since removing the served file means starting over.
  let older: [KeptVersion]

  /// Reads the versions. Those that cannot be read are left out.
  package init(of model: ModelName, in versions: ModelVersions) {
    let path = versions.path(of: model.rawValue)
    guard File.exists(path) else {
      served = nil
      older = []
      return
    }
    served = (try? ModelFile.open(path)).map { KeptVersion($0) }
    older = ((try? versions.older(of: model.rawValue)) ?? []).compactMap { version in
      (try? ModelFile.open("\(path).\(version)")).map { KeptVersion($0) }
    }
  }

  /// The versions that a new one must not be worse than: the served one, and all others from the last forced one on.
  var standing: [KeptVersion] {
    let all = [served].compactMap(\.self) + older
    let start = all.filter { $0.origin?.isForced == true }.map(\.trainedAt).max() ?? .min
    return all.enumerated().filter { $0.offset == 0 || $0.element.trainedAt >= start }.map(\.element)
  }

  /// The version with the best figure among those comparable with a training on `origin`; nil if none is comparable. It
  /// is kept, however many newer ones there are.
  package func best(like origin: TrainingBasis) -> String? {
    standing.filter { $0.figure != nil && $0.origin.map { origin.difference(from: $0) == nil } == true }
      .max { ($0.figure ?? 0) < ($1.figure ?? 0) }?.version
  }
}

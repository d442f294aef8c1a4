import Glibc
import ModelFile
import Scoring

/// A version of a model that is in the directory, as far as a new one is held against it.
package struct KeptVersion: Sendable {
  package let version: String
  let trainedAt: Int64
  /// Of the whole catalogue.
  let films: Int
  /// NDCG@100; nil if it was not measured.
  let figure: Double?
  /// Nil in files that do not tell.
  let origin: Origin?
  let userFigures: UserFigures?

  init(_ file: ModelFile) {
    version = file.version
    trainedAt = file.trainedAt
    films = file.items.count
    figure = file.figures.first { $0.name == Metric.ndcg100.rawValue }?.value
    origin = Origin(file.origin)
    // Figures that do not fit together are as good as none.
    userFigures = (try? file.userFigures()) ?? nil
  }
}

/// The served version of a model and the older ones.
package struct KeptVersions: Sendable {
  /// Nil if there is none, or none that can be read.
  let served: KeptVersion?
  /// Newest first; empty if none is served: who took that file away wants to begin anew.
  let older: [KeptVersion]

  /// Those that can be read.
  package init(of model: ModelName, in versions: ModelVersions) {
    let path = versions.path(of: model.rawValue)
    guard access(path, F_OK) == 0 else {
      served = nil
      older = []
      return
    }
    served = (try? ModelFile.open(path)).map { KeptVersion($0) }
    older = ((try? versions.older(of: model.rawValue)) ?? []).compactMap { version in
      (try? ModelFile.open("\(path).\(version)")).map { KeptVersion($0) }
    }
  }

  /// What a new one must not be worse than: the served version, and all that are not older than the last that was
  /// forced.
  var standing: [KeptVersion] {
    let all = [served].compactMap(\.self) + older
    let start = all.filter { $0.origin?.isForced == true }.map(\.trainedAt).max() ?? .min
    return all.enumerated().filter { $0.offset == 0 || $0.element.trainedAt >= start }.map(\.element)
  }

  /// The best of those that can be compared with a training on `origin`, by its own figure: worth keeping however many
  /// follow. Nil if none can.
  package func best(like origin: Origin) -> String? {
    standing.filter { $0.figure != nil && $0.origin.map { origin.difference(from: $0) == nil } == true }
      .max { ($0.figure ?? 0) < ($1.figure ?? 0) }?.version
  }
}

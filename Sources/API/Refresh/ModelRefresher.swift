import Domain
import Logging
import Scoring

/// What a worker knows of one model.
package enum ModelState: Sendable {
  /// - Parameter refused: why the file that should be served is not, so that an older one still is; nil if it is.
  case available(Model, refused: String? = nil)
  /// There is no file.
  case absent
  /// There is a file that cannot be used, and no older one that can.
  case unusable(reason: String)

  /// Nil if none can be used.
  package var model: Model? { if case .available(let model, _) = self { model } else { nil } }

  /// Why the file that should be served is not; nil if it is, or if there is none.
  package var refusal: String? {
    switch self {
    case .available(_, let refused): refused
    case .absent: nil
    case .unusable(let reason): reason
    }
  }
}

package typealias ModelStates = [ModelName: ModelState]

/// Follows the model files of a directory. Driven by one thread of a worker.
///
/// The trainer replaces a file by a rename, so a name always leads to a whole file. A file that cannot be used is
/// refused and what was served before stays; the old mapping goes when its last request is done. Where nothing was
/// served before, or the very file that was has been changed in its place, which nobody should do, the newest older
/// version is served.
package struct ModelRefresher {
  private let live: Live<ModelStates>
  private let directory: ModelDirectory
  private let log: Logger
  private var signatures: [ModelName: FileSignature] = [:]
  /// Of the files whose bytes are mapped now.
  private var mapped: [ModelName: FileSignature] = [:]
  /// Whether the directory could be read at least once.
  private var hasLooked = false
  /// Why the directory could not be read the last time, so that it is logged once.
  private var fault: String?

  package init(_ live: Live<ModelStates>, directory: String, log: Logger) {
    self.live = live
    self.directory = ModelDirectory(directory)
    self.log = log
  }

  package mutating func refresh() {
    if let fault = faultOfDirectory() { return reportUnusable(fault) }
    var models = live.current
    var hasChanged = false
    for name in ModelName.allCases {
      let signature = FileSignature(of: directory.path(of: name))
      guard signature != signatures[name] || !hasLooked else { continue }
      signatures[name] = signature
      models[name] = signature.map { load(name, $0, before: models[name]) } ?? .absent
      hasChanged = true
    }
    hasLooked = true
    if hasChanged { live.replace(models) }
  }

  private mutating func faultOfDirectory() -> String? {
    let fault = directory.fault
    if let fault, fault != self.fault { log.error("models directory cannot be read", metadata: ["cause": "\(fault)"]) }
    self.fault = fault
    return fault
  }

  /// A directory that is away or cannot be read says nothing of its files: what is served stays.
  private func reportUnusable(_ fault: String) {
    var models = live.current
    let unknown = ModelName.allCases.filter { models[$0] == nil }
    for name in unknown { models[name] = .unusable(reason: fault) }
    if !unknown.isEmpty { live.replace(models) }
  }

  private mutating func load(_ name: ModelName, _ signature: FileSignature, before: ModelState?) -> ModelState {
    do throws(ModelError) {
      let model = try directory.load(name)
      mapped[name] = signature
      log.notice("model loaded", metadata: ["model": "\(name.rawValue)", "version": "\(model.version)"])
      return .available(model)
    } catch {
      log.error("model file refused", metadata: ["path": "\(directory.path(of: name))", "cause": "\(error)"])
      let isOverwritten = mapped[name]?.isSameFile(as: signature) == true
      let reason = error.description
      if !isOverwritten, let model = before?.model { return .available(model, refused: reason) }
      mapped[name] = nil
      guard let older = directory.loadOlder(name) else { return .unusable(reason: reason) }
      log.warning("an older model is served", metadata: ["model": "\(name.rawValue)", "version": "\(older.version)"])
      return .available(older, refused: reason)
    }
  }
}

import Domain
import Logging
import ModelFile
import Scoring
import System

/// The state of one model in a worker.
package enum ModelState: Sendable {
  /// - Parameter refused: why the newest file was refused, so that an older model is served; nil if the newest is
  ///   served.
  case available(Model, refused: String? = nil)
  /// There is no file.
  case absent
  /// There is a file, but it cannot be used, and neither can any older version.
  case unusable(reason: String)

  /// Nil if no model can be used.
  package var model: Model? { if case .available(let model, _) = self { model } else { nil } }

  /// Why the newest file was refused; nil if it is served, or if there is no file.
  package var refusal: String? {
    switch self {
    case .available(_, let refused): refused
    case .absent: nil
    case .unusable(let reason): reason
    }
  }
}

package typealias ModelStates = [ModelName: ModelState]

/// Reloads the model files of a directory when they change. Driven by one thread of a worker.
///
/// The trainer replaces a file by a rename, so a name always leads to a complete file. If the new file cannot be used,
/// the model served before stays; an old mapping is released after its last request. If no model was served before, or
/// if the mapped file itself has been overwritten, which should never happen, the newest usable older version is
/// served.
///
/// If the model has learned since its training, the file that goes on from the served one is served instead, as long as
/// it can be used.
package struct ModelRefresher {
  private let live: Live<ModelStates>
  private let directory: ModelDirectory
  private let log: Logger
  /// Nil if models learn by training only.
  private let learned: LearnedFiles?
  private var signatures: [ModelName: FileSignature] = [:]
  private var learnedSignatures: [ModelName: FileSignature] = [:]
  /// Signatures of the files that are mapped now.
  private var mapped: [ModelName: FileSignature] = [:]
  /// Whether the directory has been read at least once.
  private var hasLooked = false
  /// How many trained files have been loaded.
  private var trainings = 0
  /// The catalogue and the trained models that have been introduced to each other; nil before the first time.
  private var introduced: (catalogue: Int64?, trainings: Int)?
  /// Why the last read of the directory failed; nil if it succeeded. Remembered so that a fault is logged once.
  private var fault: String?

  /// - Parameter learned: the directory of models that learn between trainings; nil if they do not.
  package init(_ live: Live<ModelStates>, directory: String, learned: String? = nil, log: Logger) {
    self.live = live
    self.directory = ModelDirectory(directory)
    self.learned = learned.map { LearnedFiles(in: $0) }
    self.log = log
  }

  package mutating func refresh() {
    if let fault = faultOfDirectory() { return reportUnusable(fault) }
    var models = live.current
    var hasChanged = false
    for name in ModelName.allCases {
      let signature = FileSignature(of: directory.path(of: name))
      if signature != signatures[name] || !hasLooked {
        signatures[name] = signature
        learnedSignatures[name] = nil
        trainings += 1
        models[name] = signature.map { load(name, $0, before: models[name]) } ?? .absent
        hasChanged = true
      }
      if let model = loadLearned(name, since: models[name]) {
        models[name] = .available(model)
        hasChanged = true
      }
    }
    hasLooked = true
    if hasChanged { live.replace(models) }
  }

  /// Tells each model about the movies that were added after its training, or that nobody liked.
  package mutating func introduce(_ catalogue: Catalogue) {
    let now = (catalogue: catalogue.version, trainings: trainings)
    if let introduced, introduced == now { return }
    var models = live.current
    let movies = catalogue.allMovies
    // Models that were trained together have the same items, and share what is new to them.
    var seen: [(model: Model, newItems: NewItems?)] = []
    for name in ModelName.allCases {
      guard case .available(let model, let refused)? = models[name] else { continue }
      let same = seen.first { $0.model.hasSameItems(as: model) && $0.model.hasSameLikes(as: model) }
      let newItems = same.map(\.newItems) ?? NewItems(to: model, in: movies)
      seen.append((model, newItems))
      if newItems != nil || model.hasNewItems {
        models[name] = .available(Model(model, newItems: newItems), refused: refused)
      }
    }
    if seen.contains(where: { $0.newItems != nil || $0.model.hasNewItems }) { live.replace(models) }
    introduced = now
  }

  private mutating func faultOfDirectory() -> String? {
    let fault = directory.fault
    if let fault, fault != self.fault { log.error("models directory cannot be read", metadata: ["cause": "\(fault)"]) }
    self.fault = fault
    return fault
  }

  /// A directory that is missing or unreadable says nothing about its files, so the models served now stay.
  private func reportUnusable(_ fault: String) {
    var models = live.current
    let unknown = ModelName.allCases.filter { models[$0] == nil }
    for name in unknown { models[name] = .unusable(reason: fault) }
    if !unknown.isEmpty { live.replace(models) }
  }

  /// What the served model has become by learning; nil if there is nothing new.
  private mutating func loadLearned(_ name: ModelName, since served: ModelState?) -> Model? {
    guard let learned, case .available(let model, nil) = served else { return nil }
    let path = learned.path(of: name.rawValue, since: model.version)
    guard let signature = FileSignature(of: path), signature != learnedSignatures[name] else { return nil }
    learnedSignatures[name] = signature
    do throws(ModelError) {
      // Finding what is new to a model takes longer than learning, and a model gets no new items by learning.
      let model = Model(try Model.load(path, as: name), newItems: model.newItems)
      log.debug("model has learned", metadata: ["model": "\(name.rawValue)", "version": "\(model.version)"])
      return model
    } catch {
      log.error("learned model refused", metadata: ["path": "\(path)", "cause": "\(error)"])
      return nil
    }
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

import Domain
import Logging
import Scoring

/// What a worker knows of one model.
package enum ModelState: Sendable {
  case available(Model)
  /// There is no file.
  case absent
  /// There is a file, and none that could be used since the worker started.
  case unusable(reason: String)
}

package typealias ModelStates = [ModelName: ModelState]

/// Follows the model files of a directory. Driven by one thread of a worker.
///
/// The trainer replaces a file by a rename, so a name always leads to a whole file. A file that cannot be used is refused
/// and what was served before stays; the old mapping goes when its last request is done.
package struct LiveModels {
  private let live: Live<ModelStates>
  private let directory: String
  private let log: Logger
  private var signatures: [ModelName: FileSignature] = [:]

  package init(_ live: Live<ModelStates>, directory: String, log: Logger) {
    self.live = live
    self.directory = directory
    self.log = log
  }

  package mutating func refresh() {
    var models = live.current
    var hasChanged = false
    for name in ModelName.allCases {
      let path = "\(directory)/\(name.rawValue).marquee"
      let signature = FileSignature(of: path)
      guard signature != signatures[name] else { continue }
      signatures[name] = signature
      models[name] = signature == nil ? .absent : load(name, from: path, before: models[name])
      hasChanged = true
    }
    if hasChanged { live.replace(models) }
  }

  private func load(_ name: ModelName, from path: String, before: ModelState?) -> ModelState {
    do {
      let model = try Model.load(path, as: name)
      log.notice("model loaded", metadata: ["model": "\(name.rawValue)", "version": "\(model.version)"])
      return .available(model)
    } catch {
      log.error("model file refused", metadata: ["path": "\(path)", "cause": "\(error)"])
      if case .available? = before { return before ?? .absent }
      return .unusable(reason: "\(error)")
    }
  }
}

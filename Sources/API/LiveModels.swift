import Domain
import Glibc
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
  /// Tells one file from the next without reading it.
  private struct Signature: Equatable {
    let device: UInt
    let inode: UInt
    let size: Int
    let seconds: Int
    let nanoseconds: Int
  }

  private let live: Live<ModelStates>
  private let directory: String
  private let log: Logger
  private var signatures: [ModelName: Signature] = [:]

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
      let signature = Self.signature(of: path)
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

  private static func signature(of path: String) -> Signature? {
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    let modified = information.st_mtim
    return Signature(
      device: information.st_dev, inode: information.st_ino, size: information.st_size, seconds: modified.tv_sec,
      nanoseconds: modified.tv_nsec)
  }
}

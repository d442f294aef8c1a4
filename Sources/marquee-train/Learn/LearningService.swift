import Configuration
import Domain
import Logging
import MariaDB
import ModelFile
import Scoring
import Stores
import System
import Training

/// Keeps the learned files up to date: with the served files that they go on from, and with what users do.
///
/// It reads all users when it starts, whenever a training has replaced a served file, and after a pause of the
/// database. In between it follows the users who have changed. While nobody changes, it holds what users like but no
/// matrices, if they are quickly made again.
struct LearningService {
  private let served: ModelVersions
  private let learned: LearnedFiles
  /// In bytes, for the models; what is read of the database comes on top.
  private let memory: Int
  private let connection: Connection
  private let log: Logger

  private var state = State.unread
  /// Of the served files when they were read.
  private var signatures: [ModelName: FileSignature] = [:]
  /// The versions of models that do not learn.
  private var told: [ModelName: String] = [:]
  /// The last error, which is logged once.
  private var fault: String?

  private enum State {
    /// Before the first look, and after an error.
    case unread
    /// No served model can learn.
    case idle
    case following(Following)
  }

  private struct Following {
    let changes: TasteChanges
    let signals: TrainingSignals
    /// One for each set of items and idea of liking.
    var learnings: [Learning]
    let rest: Rest
    var lastLook: Duration
    var lastChange: Duration
  }

  /// After a longer pause, changes may have been removed: see `TasteChanges`.
  private static let longestPause = Duration.seconds(3_600)

  init(_ configuration: Configuration, directory: String, database: Address, log: Logger) {
    served = ModelVersions(in: configuration.models)
    learned = LearnedFiles(in: directory)
    memory = configuration.learningMemory << 20
    connection = Connection(database)
    self.log = log
  }

  /// Brings the files up to date once.
  /// - Returns: false after an error.
  mutating func look() -> Bool {
    do {
      switch state {
      case _ where currentSignatures() != signatures: try readAll()
      case .idle: break
      case .following(var following) where SystemClock.monotonic() - following.lastLook < Self.longestPause:
        // With two owners each change would copy the matrices.
        state = .unread
        try follow(&following)
        state = .following(following)
      case .unread, .following: try readAll()
      }
      if fault != nil { log.notice("models learn again") }
      fault = nil
      return true
    } catch {
      state = .unread
      let fault = "\(error)"
      if fault != self.fault { log.error("models do not learn", metadata: ["cause": "\(fault)"]) }
      self.fault = fault
      return false
    }
  }

  private func follow(_ following: inout Following) throws {
    let now = SystemClock.monotonic()
    let users = try following.changes.next(at: now)
    following.lastLook = now
    if !users.isEmpty {
      let time = Timestamp.now()
      var builder = DatasetBuilder(now: time)
      try following.signals.forEach(of: Array(users), rejected: rejected) { builder.add($0) }
      for index in following.learnings.indices {
        let dataset = builder.build(following.learnings[index].taste)
        if try following.learnings[index].follow(users, in: dataset) {
          try publish(following.learnings[index], at: time)
          following.lastChange = now
        }
      }
    }
    if following.rest.isDue(after: now - following.lastChange), !following.learnings.allSatisfy(\.isResting) {
      for index in following.learnings.indices { following.learnings[index].rest() }
      Heap.trim()
      Memory.forgetCode()
    }
  }

  private mutating func readAll() throws {
    state = .unread
    signatures = currentSignatures()
    let models = learnableModels()
    learned.remove(except: models.map { ($0.name.rawValue, $0.version) })
    guard !models.isEmpty else { return state = .idle }
    let changes = TasteChanges(connection)
    let signals = TrainingSignals(connection, includesViews: models.contains { $0.taste.considers(.view) })
    let start = SystemClock.monotonic()
    // What is committed from here on is read again as a change.
    _ = try changes.next(at: start)
    let time = Timestamp.now()
    var builder = DatasetBuilder(now: time)
    for movie in try Movies(connection).catalogue(rejected: rejected) { builder.add(movie) }
    try signals.forEach(rejected: rejected) { builder.add($0) }
    var learnings: [Learning] = []
    let training = SystemClock.processorTime()
    for group in LearnableModel.groups(models) {
      let learning = try Learning(group, on: builder.build(group[0].taste))
      try publish(learning, at: time)
      learnings.append(learning)
    }
    log.notice(
      "models learn",
      metadata: [
        "models": "\(models.map(\.name.rawValue).joined(separator: ", "))",
        "read_ms": "\((SystemClock.monotonic() - start).milliseconds)",
      ])
    let now = SystemClock.monotonic()
    state = .following(
      Following(
        changes: changes, signals: signals, learnings: learnings,
        rest: Rest(training: SystemClock.processorTime() - training), lastLook: now, lastChange: now))
  }

  private func rejected(_ row: String) { log.debug("impossible row in the database", metadata: ["row": "\(row)"]) }

  private func publish(_ learning: Learning, at time: Timestamp) throws {
    for (contents, version) in try learning.contents(at: time) { try learned.publish(contents, since: version) }
  }

  private func currentSignatures() -> [ModelName: FileSignature] {
    Dictionary(
      uniqueKeysWithValues: LearnableModel.names.compactMap { name in
        FileSignature(of: served.path(of: name.rawValue)).map { (name, $0) }
      })
  }

  /// As many as fit into memory, the most important first.
  private mutating func learnableModels() -> [LearnableModel] {
    var left = memory
    var models: [LearnableModel] = []
    for name in LearnableModel.names {
      guard let file = try? ModelFile.open(served.path(of: name.rawValue)) else { continue }
      do throws(NotLearnable) {
        let model = try LearnableModel(file)
        if model.memory <= left {
          left -= model.memory
          models.append(model)
        } else {
          tell(.warning, name, file, "'learning_memory' is too small: it needs \(model.memory >> 20) MiB")
        }
      } catch {
        tell(.info, name, file, "\(error)")
      }
    }
    return models
  }

  /// Logs why a model does not learn, once for each version.
  private mutating func tell(_ level: Logger.Level, _ name: ModelName, _ file: ModelFile, _ cause: String) {
    guard told.updateValue(file.version, forKey: name) != file.version else { return }
    log.log(
      level: level, "model learns by training only", metadata: ["model": "\(name.rawValue)", "cause": "\(cause)"])
  }
}

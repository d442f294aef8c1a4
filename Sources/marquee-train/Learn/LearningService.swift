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
/// database. In between it follows the users who have changed.
struct LearningService {
  private let served: ModelVersions
  private let learned: LearnedFiles
  /// In bytes, for the models; what is read of the database comes on top.
  private let memory: Int
  private let connection: Connection
  private let log: Logger

  /// The state after users have been read; nil before that, and after an error.
  private var following: Following?
  private var signatures: [ModelName: FileSignature] = [:]
  /// The last error, which is logged once.
  private var fault: String?

  private struct Following {
    let changes: TasteChanges
    /// One for each set of items and idea of liking.
    var learnings: [Learning]
    var lastLook: Duration
  }

  /// A longer pause may have hidden changes: see `TasteChanges`.
  private static let longestPause = Duration.seconds(30)

  init(_ configuration: Configuration, directory: String, database: Address, log: Logger) throws(ModelFileError) {
    served = ModelVersions(in: configuration.models)
    learned = LearnedFiles(in: directory)
    memory = configuration.learningMemory << 20
    connection = Connection(database)
    self.log = log
    try learned.makeDirectory()
  }

  /// Brings the files up to date once.
  mutating func look() {
    do {
      if try !follow() { try readAll() }
      if fault != nil { log.notice("learning again") }
      fault = nil
    } catch {
      following = nil
      let fault = "\(error)"
      if fault != self.fault { log.error("models do not learn", metadata: ["cause": "\(fault)"]) }
      self.fault = fault
    }
  }

  /// - Returns: false if all users must be read first.
  private mutating func follow() throws -> Bool {
    let now = SystemClock.monotonic()
    guard var following, now - following.lastLook < Self.longestPause, !servedFilesHaveChanged() else { return false }
    let users = try following.changes.next(at: now)
    following.lastLook = now
    if !users.isEmpty {
      let time = Timestamp.now()
      var builder = DatasetBuilder(now: time)
      try signals.forEach(of: Array(users), rejected: rejected) { builder.add($0) }
      for index in following.learnings.indices {
        let dataset = builder.build(following.learnings[index].taste)
        if try following.learnings[index].follow(users, in: dataset) {
          try publish(following.learnings[index], at: time)
        }
      }
    }
    self.following = following
    return true
  }

  private mutating func readAll() throws {
    following = nil
    signatures = currentSignatures()
    let models = learnableModels()
    learned.remove(except: models.map { ($0.name.rawValue, $0.version) })
    guard !models.isEmpty else { return }
    let changes = TasteChanges(connection)
    let start = SystemClock.monotonic()
    // What is committed from here on is read again as a change.
    _ = try changes.next(at: start)
    let time = Timestamp.now()
    var builder = DatasetBuilder(now: time)
    for movie in try Movies(connection).catalogue(rejected: rejected) { builder.add(movie) }
    try signals.forEach(rejected: rejected) { builder.add($0) }
    var learnings: [Learning] = []
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
    following = Following(changes: changes, learnings: learnings, lastLook: start)
  }

  /// Views are read, too: what they count depends on each model's taste.
  private var signals: TrainingSignals { TrainingSignals(connection, includesViews: true) }

  private func rejected(_ row: String) { log.debug("impossible row in the database", metadata: ["row": "\(row)"]) }

  private func publish(_ learning: Learning, at time: Timestamp) throws {
    for (contents, version) in try learning.contents(at: time) { try learned.publish(contents, since: version) }
  }

  private func currentSignatures() -> [ModelName: FileSignature] {
    Dictionary(
      uniqueKeysWithValues: ModelName.allCases.compactMap { name in
        FileSignature(of: served.path(of: name.rawValue)).map { (name, $0) }
      })
  }

  private func servedFilesHaveChanged() -> Bool { currentSignatures() != signatures }

  /// As many as fit into memory, the most important first.
  private func learnableModels() -> [LearnableModel] {
    var left = memory
    return ModelName.allCases.compactMap { name in
      guard let file = try? ModelFile.open(served.path(of: name.rawValue)) else { return nil }
      do throws(NotLearnable) {
        let model = try LearnableModel(file)
        guard model.memory <= left else {
          log.warning(
            "model learns by training only: 'learning_memory' is too small",
            metadata: ["model": "\(name.rawValue)", "needs_mib": "\(model.memory >> 20)"])
          return nil
        }
        left -= model.memory
        return model
      } catch {
        log.info("model learns by training only", metadata: ["model": "\(name.rawValue)", "cause": "\(error)"])
        return nil
      }
    }
  }
}

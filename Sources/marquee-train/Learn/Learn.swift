import ArgumentParser
import Configuration
import Logging
import Logs
import MariaDB
import ModelFile
import Stores
import System

/// Keeps the served models learning between trainings.
///
/// The master of the pool starts it, and may kill it at any moment: what it writes is replaced as a whole, and can be
/// learned again.
struct Learn: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keep the served models learning between trainings.",
    discussion: """
      The pool runs this by itself if 'learned_models' is set. EASE, ItemKNN and the parts of 'auto' that are in \
      closed form follow every rating, select and deletion within a second: their files in 'learned_models' go on from \
      the served ones. Runs until it is stopped.
      """)

  @Option(help: "The configuration file. \(Configuration.fileHelp)")
  var config: String?

  /// The descriptor of the master's settings. The master's end of standard input closes with it.
  @Option(help: .hidden)
  var settings: Int32?

  func run() throws {
    try reportingFailure(by: report) {
      StandardError.keepFromBlocking()
      Heap.keepSmall()
      let loaded = settings.flatMap(SealedMemory.receive).flatMap(LoadedConfiguration.init)
      let configuration = try loaded?.configuration ?? Configuration.load(file: config)
      guard let directory = configuration.learnedModels else {
        throw ValidationError("'learned_models' is not set: it is the directory for the files of models that learn.")
      }
      let password = try loaded?.databasePassword ?? configuration.databasePassword()
      let log = makeLog(Logger.Level(rawValue: configuration.logLevel) ?? .info)
      let files = LearnedFiles(in: directory)
      try files.makeDirectory()
      // Another pool would remove the files of this one.
      guard let lock = try files.lock() else {
        throw ValidationError("\(directory) is used by another pool: each needs its own 'learned_models'.")
      }
      // No request waits for it.
      ThreadPriority.lowerProcess()
      let address = Address(configuration, password: password).waiting(atMost: .seconds(600))
      keepLearning(LearningService(configuration, directory: directory, database: address, log: log))
      _ = consume lock
    }
  }

  /// The standard error of a process that a master has started is the log of the pool.
  private func report(_ failure: any Error) {
    if settings == nil {
      say("marquee-train: \(failure)")
    } else {
      makeLog(.info).error("the learner cannot start", metadata: ["cause": "\(failure)"])
    }
  }

  private func makeLog(_ level: Logger.Level) -> Logger {
    Logger(label: "learner") { _ in
      var handler = JSONLines(level: level)
      handler.metadata = ["role": "learner"]
      return handler
    }
  }

  /// Returns when the master has closed its end of standard input.
  private func keepLearning(_ service: LearningService) {
    var service = service
    var failures = 0
    while true {
      let start = SystemClock.monotonic()
      failures = service.look() ? 0 : failures + 1
      // At most a quarter of a processor, since the statistics count the same changes at the same time. After an error
      // everything is read again, which may take long.
      let pause =
        failures == 0
        ? max(Self.interval, (SystemClock.monotonic() - start) * 3)
        : min(Self.longestDelay, .seconds(1) * (1 << min(failures, 10)))
      if settings == nil {
        System.pause(for: pause)
      } else if Poll.readable([0], timeout: pause)[0] {
        return
      }
    }
  }

  /// Looking takes two short statements. Workers, which look for new files four times a second, need the rest of one.
  private static let interval = Duration.milliseconds(300)
  private static let longestDelay = Duration.seconds(60)
}

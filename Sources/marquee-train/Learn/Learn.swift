import ArgumentParser
import Configuration
import Logging
import Logs
import MariaDB
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
    try reportingFailure {
      StandardError.keepFromBlocking()
      let loaded = settings.flatMap(SealedMemory.receive).flatMap(LoadedConfiguration.init)
      let configuration = try loaded?.configuration ?? Configuration.load(file: config)
      guard let directory = configuration.learnedModels else {
        throw ValidationError("'learned_models' is not set: it is the directory for the files of models that learn.")
      }
      let password = try loaded?.databasePassword ?? configuration.databasePassword()
      let log = Logger(label: "learner") { _ in
        var handler = JSONLines(level: Logger.Level(rawValue: configuration.logLevel) ?? .info)
        handler.metadata = ["role": "learner"]
        return handler
      }
      // No request waits for it.
      ThreadPriority.lowerProcess()
      let address = Address(configuration, password: password).waiting(atMost: .seconds(600))
      var service = try LearningService(configuration, directory: directory, database: address, log: log)
      while true {
        let start = SystemClock.monotonic()
        service.look()
        // It takes at most half of a processor.
        let pause = max(Self.interval, SystemClock.monotonic() - start)
        guard settings == nil else {
          if Poll.readable([0], timeout: pause)[0] { return }
          continue
        }
        System.pause(for: pause)
      }
    }
  }

  /// Looking takes two short statements. Workers, which look for new files four times a second, need the rest of one.
  private static let interval = Duration.milliseconds(300)
}

import System

/// The process that keeps the models learning between trainings, as seen by its master: what it does is in
/// `marquee-train/Learn`. No request depends on it, and it may be killed at any moment.
///
/// It finds the control socket as its standard input, and ends when the master closes that or dies. `--settings N`
/// names the descriptor with the settings that the master has checked.
struct Learner {
  private var running: Child?
  /// Whether the master has killed it.
  private var isStopped = false
  private var startedAt = Duration.zero
  /// When it may start; nil while it runs.
  private(set) var nextStart: Duration? = .zero
  /// How often it has ended early in a row.
  private var earlyEnds = 0

  private static let control: Int32 = 0
  private static let settings: Int32 = 3
  private static let early = Duration.seconds(60)
  private static let longestDelay = Duration.seconds(60)

  /// Starts the process if it does not run and may start. Throws if it cannot be started, and may start again later.
  mutating func startIfDue(
    _ command: [String], _ settings: SealedMemory, at now: Duration
  ) throws(SystemCallError) {
    guard let due = nextStart, now >= due else { return }
    startedAt = now
    do throws(SystemCallError) {
      running = try Child.spawn(command + ["--settings", "\(Self.settings)"]) { control in
        [(control, Self.control), (settings.descriptor, Self.settings)]
      }
      nextStart = nil
    } catch {
      delay(at: now)
      throw error
    }
  }

  /// Kills the process, if it runs. It may start again at once.
  mutating func stop() {
    isStopped = running != nil
    running?.signal(.kill)
  }

  enum End {
    case asked, unasked
  }

  /// - Returns: nil if the process that has ended is another one.
  mutating func ended(_ process: ProcessID, at now: Duration) -> End? {
    guard let running, running.process == process else { return nil }
    Socket.close(running.control)
    self.running = nil
    if isStopped || now - startedAt >= Self.early { earlyEnds = 0 }
    defer { isStopped = false }
    guard !isStopped else {
      nextStart = now
      return .asked
    }
    delay(at: now)
    return .unasked
  }

  private mutating func delay(at now: Duration) {
    nextStart = now + min(Self.longestDelay, .seconds(1) * (1 << min(earlyEnds, 10)))
    earlyEnds += 1
  }
}

import Glibc
import Training

/// Says on standard error where the work is and how much time it will take: on one changing line of a terminal, or on a
/// line a stage, and one every ten seconds of a long stage, in a log.
final class ConsoleProgress: Progress {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  /// Put before every stage, for example the model's name.
  var subject = ""

  private var stage = ""
  private var start = ContinuousClock.now
  private var lastShown = ContinuousClock.now

  func begin(_ stage: String, expected: Duration?) {
    self.stage = subject.isEmpty ? stage : "\(subject): \(stage)"
    start = .now
    lastShown = start
    show(expected.map { ", about \(Self.text($0))" } ?? "")
  }

  func advance(to share: Double, _ detail: String) {
    let now = ContinuousClock.now
    guard now - lastShown >= (isTerminal ? .milliseconds(200) : .seconds(10)), share > 0 else { return }
    lastShown = now
    let left = (now - start) * ((1 - share) / share)
    show(", \(detail.isEmpty ? "" : detail + ", ")\(Int(share * 100)) %, about \(Self.text(left)) left")
  }

  func end() { if isTerminal { write("\r\u{1B}[K") } }

  private func show(_ detail: String) {
    isTerminal ? write("\r\u{1B}[K\(stage)\(detail)") : say(stage + detail)
  }

  private static func text(_ duration: Duration) -> String {
    let seconds = max(1, Int((duration / .seconds(1)).rounded()))
    return seconds < 120 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
  }
}

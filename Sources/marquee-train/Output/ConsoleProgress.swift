import System
import Training

/// Shows progress and the remaining time on standard error. A terminal shows one changing line. A log gets a line for
/// each stage, and one every ten seconds during a long stage.
final class ConsoleProgress: Progress {
  private let isTerminal = StandardError.isTerminal
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

  func end() { if isTerminal { StandardError.write("\r\u{1B}[K") } }

  private func show(_ detail: String) {
    isTerminal ? StandardError.write("\r\u{1B}[K\(stage)\(detail)") : say(stage + detail)
  }

  private static func text(_ duration: Duration) -> String {
    let seconds = max(1, Int((duration / .seconds(1)).rounded()))
    return seconds < 120 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
  }
}

import Scoring
import Testing

@testable import marquee_train

/// What fits in a window of an hour. Times are in minutes after its start.
struct TrainingWindowTests {
  private let start = ContinuousClock.now

  private func window(_ minutes: [ModelName: Int], rotations: Int = 1) -> TrainingWindow {
    TrainingWindow(
      from: start, for: .seconds(3_600), rotations: rotations, lastTimes: minutes.mapValues { .seconds(60 * $0) })
  }

  private func after(_ minutes: Int) -> ContinuousClock.Instant { start + .seconds(60 * minutes) }

  @Test func `a model that took longer than what is left is left out, and later ones may still fit`() {
    var window = window([.neuralMF: 50, .deepFM: 45, .itemKNN: 5])
    // Measuring NeuralMF took 14 minutes, so training it on all users takes 20: 26 of 60 are left.
    let admitted = [
      window.admits(.neuralMF, at: after(0)), window.admits(.deepFM, at: after(14)),
      window.admits(.itemKNN, at: after(14)), window.admits(.deepFM, at: after(15)),
    ]
    #expect(admitted == [true, false, true, false])
    #expect(window.reasons == [.deepFM: "its last training took 45 min, and 26 min of 60 min are left"])
  }

  @Test func `a model whose time is unknown begins if any time is left`() {
    var window = window([:])
    // 42 minutes for measuring, and 60 for training on all users.
    let admitted = [
      window.admits(.ease, at: after(0)), window.admits(.itemKNN, at: after(14)),
      window.admits(.neuralMF, at: after(42)),
    ]
    #expect(admitted == [true, true, false])
    #expect(window.reasons == [.neuralMF: "0 s of 60 min are left"])
  }

  @Test func `a measured model is published only if its training on all users fits`() {
    var window = window([:])
    _ = window.admits(.ease, at: after(0))
    _ = window.admits(.itemKNN, at: after(7))
    window.endMeasuring(at: after(28))
    let admitted = [
      window.admitsPublishing(.ease, at: after(28)), window.admitsPublishing(.itemKNN, at: after(38)),
    ]
    #expect(admitted == [true, false])
    #expect(window.reasons == [.itemKNN: "training it on all users takes about 30 min, and 22 min of 60 min are left"])
  }

  @Test func `a model that is not measured is published if its last time fits`() {
    var window = window([.ease: 30])
    let admitted = [
      window.admitsPublishing(.ease, at: after(30)), window.admitsPublishing(.ease, at: after(31)),
      window.admitsPublishing(.itemKNN, at: after(59)), window.admitsPublishing(.itemKNN, at: after(60)),
    ]
    #expect(admitted == [true, false, true, false])
  }

  @Test func `without a limit everything has time`() {
    var window = TrainingWindow(from: start, for: nil, rotations: 5, lastTimes: [.ease: .seconds(1_000_000)])
    let isAdmitted = window.admits(.ease, at: after(100_000))
    window.endMeasuring(at: after(100_003))
    let isPublished = window.admitsPublishing(.ease, at: after(200_000))
    #expect(isAdmitted && isPublished)
    #expect(window.measuringTime(of: .ease) == .seconds(900))
    #expect(window.reasons.isEmpty)
  }

  @Test func `all rotations of a model are measured, and their time counts`() {
    var window = window([.itemKNN: 20], rotations: 5)
    // 7 minutes each: 28 for the other rotations, and 10 for all users. 15 are left.
    var admitted = [
      window.admits(.ease, at: after(0)), window.admits(.itemKNN, at: after(7)), window.admits(.ease, at: after(7)),
      window.admits(.itemKNN, at: after(14)),
    ]
    #expect(admitted == [true, false, true, false])
    window.endMeasuring(at: after(35))
    // The other rotations are over.
    admitted = [window.admitsPublishing(.ease, at: after(49)), window.admitsPublishing(.ease, at: after(51))]
    #expect(admitted == [true, false])
  }
}

import System
import Testing

struct DurationTests {
  @Test(
    arguments: [
      (Duration.zero, 0, 0, 0), (.nanoseconds(1_999), 0, 1, 1_999), (.milliseconds(2_500), 2, 2_500_000, 2_500_000_000),
      (.seconds(86_400), 86_400, 86_400_000_000, 86_400_000_000_000),
    ] as [(Duration, Int64, Int64, Int64)])
  func `whole units are rounded down`(duration: Duration, seconds: Int64, microseconds: Int64, nanoseconds: Int64) {
    #expect(duration.seconds == seconds && duration.milliseconds == microseconds / 1_000)
    #expect(duration.microseconds == microseconds && duration.nanoseconds == nanoseconds)
  }

  @Test func `a duration that is too long for a unit is clamped to its largest number`() {
    #expect(Duration.seconds(Int64.max).nanoseconds == .max && Duration.seconds(-Int64.max).microseconds == .min)
    #expect(Duration.milliseconds(70).inSeconds == 0.07)
  }

  @Test func `seconds can be rounded up, and a duration has a magnitude`() {
    #expect(Duration.seconds(2).secondsRoundedUp == 2 && Duration.milliseconds(2_001).secondsRoundedUp == 3)
    #expect(Duration.milliseconds(-1).magnitude == .milliseconds(1) && Duration.seconds(1).magnitude == .seconds(1))
  }

  @Test func `the monotonic clock does not go back`() {
    let begin = SystemClock.monotonic()
    #expect(begin > .zero && SystemClock.monotonic() >= begin)
  }
}

import CLinux
import Glibc

/// The clocks of the system (clock_gettime(2)).
package enum SystemClock {
  /// Nanoseconds of the monotonic clock: every process reads the same time, and setting the date does not change it.
  package static func monotonicNanoseconds() -> UInt64 { nanoseconds(CLOCK_MONOTONIC) }

  /// Microseconds of the monotonic clock, as the scoreboard stores them.
  package static func monotonicMicroseconds() -> Int64 { Int64(monotonicNanoseconds() / 1_000) }

  /// The monotonic clock, for code that is not on the path of a request.
  package static func monotonic() -> Duration { .nanoseconds(Int64(monotonicNanoseconds())) }

  /// Microseconds since 1970.
  package static func realMicroseconds() -> Int64 { Int64(nanoseconds(CLOCK_REALTIME) / 1_000) }

  private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

import CLinux
import Glibc

/// The clocks of the system (clock_gettime(2)).
package enum SystemClock {
  /// The monotonic clock: every process reads the same time, and setting the date does not change it.
  package static func monotonic() -> Duration { time(CLOCK_MONOTONIC) }

  /// The time since 1970-01-01T00:00:00Z.
  package static func sinceEpoch() -> Duration { time(CLOCK_REALTIME) }

  /// The processor time that all threads of this process have used.
  package static func processorTime() -> Duration { time(CLOCK_PROCESS_CPUTIME_ID) }

  private static func time(_ clock: clockid_t) -> Duration {
    var time = timespec()
    clock_gettime(clock, &time)
    return .nanoseconds(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}

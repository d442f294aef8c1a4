import Glibc
import System

/// Polls `condition` until it holds.
/// - Parameter seconds: much more than is ever needed, however busy the machine is. Only a test that fails waits so
///   long.
/// - Returns: false if it does not hold within `seconds`.
func eventually(within seconds: Double = 60, _ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = now() + seconds
  while true {
    // Read before the condition: this process may have been stopped for longer than that, and what it waits for, too.
    let isLast = now() > deadline
    if try condition() { return true }
    if isLast { return false }
    pause(0.01)
  }
}

/// Seconds of the monotonic clock.
func now() -> Double { SystemClock.monotonic().inSeconds }

func pause(_ seconds: Double) { usleep(UInt32(seconds * 1e6)) }

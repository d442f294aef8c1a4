import System

extension Timestamp {
  /// The system's time. Only the executables ask for it; everything else takes the time as an argument.
  package static func now() -> Timestamp { Timestamp(sinceEpoch: SystemClock.sinceEpoch()) }
}

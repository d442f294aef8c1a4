import System

/// A worker or the learner, as seen by its master. What a worker does is in `marquee-server/WorkerProcess`.
struct Child {
  let process: ProcessID
  /// The master's end of the control socket, which carries a worker's `ControlMessage`s. If it closes, the child
  /// knows that the master has died.
  let control: Int32

  /// Starts `arguments[0]`; for a worker the master runs its own binary again.
  /// - Parameter passing: descriptors and their numbers in the child, given the child's end of the control socket.
  static func spawn(
    _ arguments: [String], passing: (_ control: Int32) -> [(descriptor: Int32, number: Int32)]
  ) throws(SystemCallError) -> Child {
    let (own, childs) = try Socket.pair(blocks: true)
    defer { Socket.close(childs) }
    do throws(SystemCallError) {
      let process = try Subprocess.spawn(arguments, environment: environment, passing: passing(childs))
      return Child(process: process, control: own)
    } catch {
      Socket.close(own)
      throw error
    }
  }

  /// The master's environment, with Swift's backtraces off unless SWIFT_BACKTRACE is set. With backtraces, a crashing
  /// worker first stops all its threads and runs a program that inspects them. That takes 100 ms, and on a busy machine
  /// it has been seen to take forever.
  private static var environment: [String] {
    let entries = Environment.entries
    return entries.contains { $0.hasPrefix("SWIFT_BACKTRACE=") } ? entries : entries + ["SWIFT_BACKTRACE=enable=no"]
  }

  /// The error is ignored: a worker that has ended needs no signal.
  func signal(_ signal: ProcessSignal) { try? signal.send(to: process) }
}

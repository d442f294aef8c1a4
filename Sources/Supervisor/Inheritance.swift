import System

/// What a worker inherits from its master.
///
/// | descriptor | what | who closes it |
/// |---|---|---|
/// | 0 | the listening socket, by the FastCGI convention | nobody; if the master dies, the worker lets go of it |
/// | 1, 2 | standard output, and standard error: the log | nobody |
/// | 3 | the worker's end of the control socket, for `ControlMessage`s | nobody; the end of either process closes it |
/// | 4 | the scoreboard, if the worker has a row in it (`--row N`) | `Scoreboard`, with the process |
/// | 5, 6 | the sending and the receiving end of the `ConnectionQueue` | `ConnectionQueue`, with the process |
/// | 7 | the settings and secrets, as `SealedMemory` | `receive`, which reads them |
///
/// All other descriptors of the master are closed on exec. `Descriptors.prepare` makes sure that no process started by
/// the worker inherits any of these. The worker's arguments come from the master's worker command: `--worker
/// --has-master`, then `--row N` and `--config FILE` as needed. Its environment is `Child.environment`.
package struct Inheritance {
  let listener: Int32
  /// Nil if the worker has no row.
  let scoreboard: Int32?
  let connectionQueue: ConnectionQueue
  let settings: SealedMemory

  package static let listener: Int32 = 0
  private static let control: Int32 = 3
  private static let scoreboard: Int32 = 4
  private static let sendingEnd: Int32 = 5
  private static let receivingEnd: Int32 = 6
  private static let settings: Int32 = 7

  // MARK: - In the master

  /// Each descriptor, with the number under which the worker finds it.
  /// - Parameter control: the worker's end of the control socket.
  func descriptors(control: Int32) -> [(descriptor: Int32, number: Int32)] {
    let inherited: [(descriptor: Int32?, number: Int32)] = [
      (listener, Self.listener), (control, Self.control), (scoreboard, Self.scoreboard),
      (connectionQueue.sendingEnd, Self.sendingEnd), (connectionQueue.receivingEnd, Self.receivingEnd),
      (settings.descriptor, Self.settings),
    ]
    return inherited.compactMap { entry in entry.descriptor.map { ($0, entry.number) } }
  }

  // MARK: - In the worker

  package struct Received {
    package let control: Int32
    package let scoreboard: Int32
    /// Nil if the master is of an older release, which passes no queue; 5 and 6 may then be unrelated files.
    package let connectionQueue: ConnectionQueue?
    /// Nil if the master is of an older release: the worker then reads the configuration file itself.
    package let settings: [UInt8]?
  }

  /// What the master of this process has passed to it. Call it once.
  package static func receive() -> Received {
    Received(
      control: control, scoreboard: scoreboard,
      connectionQueue: ConnectionQueue(sendingEnd: sendingEnd, receivingEnd: receivingEnd),
      settings: SealedMemory.receive(settings))
  }
}

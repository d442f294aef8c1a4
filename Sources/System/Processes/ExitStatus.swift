/// How a process ended, as reported by waitpid(2).
package struct ExitStatus: Equatable, CustomStringConvertible {
  package let raw: Int32

  package init(_ raw: Int32) { self.raw = raw }

  /// The signal that ended it: the lower seven bits of the status (`WTERMSIG`). Nil if it exited.
  package var signal: Int32? { raw & 0x7F == 0 ? nil : raw & 0x7F }

  package var description: String { signal.map { "signal \($0)" } ?? "exit code \(raw >> 8 & 0xFF)" }
}

import Foundation
import Glibc
import System

/// The running child processes of a process.
func children(of process: pid_t) throws -> [pid_t] {
  let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
  return processes.filter { parent(of: $0) == process }.sorted()
}

private func parent(of process: pid_t) -> pid_t? {
  guard let stat = try? readText("/proc/\(process)/stat"), let end = stat.lastIndex(of: ")") else { return nil }
  let fields = stat[stat.index(after: end)...].split(separator: " ")
  // A zombie is no longer a worker.
  guard fields.count > 1, fields[0] != "Z" else { return nil }
  return pid_t(fields[1])
}

/// Makes processes whose parent ends meanwhile children of this process, which so learns how they end (prctl(2)). Later
/// ones are not adopted: as long as nobody waits for them, they would still seem to be there after their end.
func adoptingOrphans(_ body: () throws -> Void) throws {
  try adoptOrphans(true)
  defer { try? adoptOrphans(false) }
  try body()
}

private func adoptOrphans(_ adopts: Bool) throws {
  // Swift calls no function with a variable number of arguments, as which it is declared.
  typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
  let setChildSubreaper: Int32 = 36
  guard let symbol = dlsym(nil, "prctl"),
    unsafeBitCast(symbol, to: Control.self)(setChildSubreaper, adopts ? 1 : 0, 0, 0, 0) == 0
  else { throw LiveError("prctl: \(SystemCallError.reason())") }
}

import Foundation
import Glibc
import System

/// The running child processes of a process.
func children(of process: pid_t) throws -> [pid_t] {
  let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
  return processes.filter { parent(of: $0) == process }.sorted()
}

private func parent(of process: pid_t) -> pid_t? {
  // A zombie is no longer a worker.
  guard let fields = fields(of: process), fields[0] != "Z" else { return nil }
  return pid_t(fields[1])
}

/// The fields of a process from the third on, its state (proc(5), /proc/PID/stat); nil if it is gone.
private func fields(of process: pid_t) -> [Substring]? {
  guard let stat = try? readText("/proc/\(process)/stat"), let end = stat.lastIndex(of: ")") else { return nil }
  let fields = stat[stat.index(after: end)...].split(separator: " ")
  return fields.count > 19 ? fields : nil
}

/// Call it while these processes run.
/// - Returns: a function that tells whether all of them have ended. Orphans may remain as zombies, if nobody waits for
///   them, and the id of a process may belong to another one after its end, which has started at another time.
func ends(of processes: [pid_t]) -> () -> Bool {
  func start(_ process: pid_t) -> Substring? { fields(of: process)?[19] }
  let starts = processes.map { ($0, start($0)) }
  return { starts.allSatisfy { start($0) != $1 || states(of: $0).allSatisfy { "ZX".contains($0) } } }
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

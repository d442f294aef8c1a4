import Foundation
import Glibc

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

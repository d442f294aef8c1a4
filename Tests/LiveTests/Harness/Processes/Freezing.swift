import Foundation
import Glibc
import Testing

/// Stops processes as SIGSTOP does, and returns when all of their threads have stopped or ended. `kill` returns
/// earlier: then a thread that runs on another processor may still take a request and answer it.
func freeze(_ processes: [pid_t]) {
  let hasEnded = processes.map { ends(of: [$0]) }
  for process in processes { kill(process, SIGSTOP) }
  for (process, hasEnded) in zip(processes, hasEnded) {
    // On a busy machine a thread of idle priority may wait minutes for the processor, and only then it stops.
    let isFrozen = eventually(within: 300) {
      if hasEnded() || states(of: process).allSatisfy({ "TZX".contains($0) }) { return true }
      // If someone stops all of the machine and lets it go on meanwhile, that ends this stop, too.
      kill(process, SIGSTOP)
      return false
    }
    let command = (try? readText("/proc/\(process)/cmdline").replacing("\0", with: " ")) ?? ""
    #expect(isFrozen, "process \(process) does not stop: \(states(of: process)), \(command)")
  }
}

func thaw(_ processes: [pid_t]) {
  for process in processes { kill(process, SIGCONT) }
}

/// The state of each thread of a process (proc(5), /proc/PID/task/TID/stat, field 3): T if it is stopped, Z if it has
/// ended.
func states(of process: pid_t) -> [Substring] {
  let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
  return threads.compactMap { thread in
    guard let stat = try? readText("/proc/\(process)/task/\(thread)/stat"), let name = stat.lastIndex(of: ")") else {
      return nil
    }
    return stat[stat.index(after: name)...].split(separator: " ").first
  }
}

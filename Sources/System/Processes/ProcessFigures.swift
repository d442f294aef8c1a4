import Glibc

/// What the kernel reports about a running process (proc(5)).
package struct ProcessFigures {
  /// The program's name, cut off after 15 bytes.
  package let name: String
  /// Bytes in memory, including shared ones such as the models.
  package let residentMemory: Int
  /// Processor time in user mode and in the kernel.
  package let processorTime: Duration

  /// Returns nil if there is no such process, if it has ended and its parent has not reaped it yet, or if this process
  /// may not see it.
  package init?(of process: pid_t) {
    // statm counts pages, the resident ones second. stat is `PID (NAME) STATE …`; the name may contain any character.
    guard let memory = KernelFile.text("/proc/\(process)/statm"), let status = KernelFile.text("/proc/\(process)/stat"),
      let pages = memory.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
      let nameStart = status.firstIndex(of: "("), let nameEnd = status.lastIndex(of: ")")
    else { return nil }
    // The fields from the state on: `utime` and `stime` come 11 and 12 fields after it.
    let fields = status[status.index(after: nameEnd)...].split(separator: " ")
    guard fields.count > 12, fields[0] != "Z", let user = Int(fields[11]), let kernel = Int(fields[12]) else {
      return nil
    }
    name = String(status[status.index(after: nameStart)..<nameEnd])
    residentMemory = pages * sysconf(Int32(_SC_PAGESIZE))
    processorTime = .seconds(Double(user + kernel) / Double(sysconf(Int32(_SC_CLK_TCK))))
  }
}

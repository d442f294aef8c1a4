import Glibc

/// What the kernel says of a process (proc(5)).
struct ProcessFigures {
  /// Bytes in memory, shared ones such as the models included.
  let residentMemory: Int
  /// Seconds of a processor, its own and the kernel's.
  let processorTime: Double

  /// Nil if there is no such process, or it is not to be seen.
  init?(of process: Int32) {
    guard let memory = Self.text("/proc/\(process)/statm"), let state = Self.text("/proc/\(process)/stat"),
      let pages = memory.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
      let name = state.lastIndex(of: ")")
    else { return nil }
    // Behind the name, which may hold spaces: the state, and ten more before the times.
    let fields = state[name...].split(separator: " ").dropFirst()
    guard let own = fields.dropFirst(11).first.flatMap({ Int($0) }),
      let kernel = fields.dropFirst(12).first.flatMap({ Int($0) })
    else { return nil }
    residentMemory = pages * sysconf(Int32(_SC_PAGESIZE))
    processorTime = Double(own + kernel) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func text(_ path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1_024)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}

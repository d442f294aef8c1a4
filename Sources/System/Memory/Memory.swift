/// The memory of this process.
package enum Memory {
  /// Bytes that this process may still use: what the system has without swapping, or what the control group's limit
  /// leaves if that is less. Nil if neither is known.
  package static func available() -> Int? {
    let system = number(after: "MemAvailable:", in: text("/proc/meminfo")).map { $0 * 1_024 }
    let limit = number(after: "", in: text("/sys/fs/cgroup/memory.max"))
    let used = number(after: "", in: text("/sys/fs/cgroup/memory.current"))
    let group = limit.flatMap { limit in used.map { max(0, limit - $0) } }
    return [system, group].compactMap(\.self).min()
  }

  /// The peak resident memory in bytes since the program began; nil if unknown. `getrusage` would also count the
  /// process before `exec`.
  package static func peak() -> Int? {
    text("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }.flatMap { line in
      number(after: "VmHWM:", in: line.filter { $0 != "\t" }).map { $0 * 1_024 }
    }
  }

  /// The first number in the line that begins with `key`; nil if there is none, as for a limit of `max`.
  static func number(after key: String, in text: String) -> Int? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else { return nil }
    return line.dropFirst(key.count).split(separator: " ").first.flatMap { Int($0) }
  }

  /// The file's text; empty if it cannot be read.
  private static func text(_ path: String) -> String { KernelFile.text(path) ?? "" }
}

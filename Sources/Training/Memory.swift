import Glibc

/// How much memory this process may still use.
package enum Memory {
  /// Bytes: what the system could give without swapping, or what is left of the control group's limit if that is less.
  /// Nil where neither is told.
  static func available() -> Int? {
    let system = number(after: "MemAvailable:", in: text("/proc/meminfo")).map { $0 * 1_024 }
    let limit = number(after: "", in: text("/sys/fs/cgroup/memory.max"))
    let used = number(after: "", in: text("/sys/fs/cgroup/memory.current"))
    let group = limit.flatMap { limit in used.map { max(0, limit - $0) } }
    return [system, group].compactMap(\.self).min()
  }

  /// Bytes that this process has had in memory at most since its program began; nil where that is not told.
  package static func peak() -> Int? {
    text("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }.flatMap { line in
      number(after: "VmHWM:", in: line.filter { $0 != "\t" }).map { $0 * 1_024 }
    }
  }

  /// The first number in the line that begins with `key`; nil where there is none, as in a limit of `max`.
  static func number(after key: String, in text: String) -> Int? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else { return nil }
    return line.dropFirst(key.count).split(separator: " ").first.flatMap { Int($0) }
  }

  /// Empty where the file cannot be read.
  private static func text(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8_192)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}

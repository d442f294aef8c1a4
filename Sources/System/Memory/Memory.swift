import Glibc

/// The memory of this process.
package enum Memory {
  /// Bytes that this process may still use: what the system has without swapping, or what a limit of its address space
  /// or of one of its control groups leaves if that is less. Nil if nothing is known.
  package static func available() -> Int? {
    let system = number(after: "MemAvailable:", in: text("/proc/meminfo")).map { $0 * 1_024 }
    let groups = groups(in: text("/proc/self/cgroup")).map { folder in
      let limit = number(after: "", in: text("\(folder)/memory.max"))
      let used = number(after: "", in: text("\(folder)/memory.current"))
      return limit.flatMap { limit in used.map { max(0, limit - $0) } }
    }
    return ([system, addressSpace()] + groups).compactMap(\.self).min()
  }

  /// Bytes that this process may still map, whether or not it uses them (RLIMIT_AS); nil if that is not limited.
  package static func addressSpace() -> Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, let bytes = Int(exactly: limit.rlim_cur),
      let pages = text("/proc/self/statm").split(separator: " ").first.flatMap({ Int($0) })
    else { return nil }
    return max(0, bytes - pages * sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The folders of the control group that /proc/self/cgroup names, and of those around it (cgroups(7), version 2).
  static func groups(in text: String) -> [String] {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return [] }
    var folders = ["/sys/fs/cgroup"]
    for name in line.dropFirst(4).split(separator: "/") { folders.append("\(folders[folders.count - 1])/\(name)") }
    return folders
  }

  /// The peak resident memory in bytes since the program began; nil if unknown. `getrusage` would also count the
  /// process before `exec`.
  package static func peak() -> Int? {
    text("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }.flatMap { line in
      number(after: "VmHWM:", in: line.filter { $0 != "\t" }).map { $0 * 1_024 }
    }
  }

  /// Lets go of the code that has run so far, most of it once, at the start: what runs again comes back from the page
  /// cache, in pieces of 64 KiB. Rare code would else count as memory in use for as long as the process lives.
  package static func forgetCode() {
    for line in (KernelFile.text("/proc/self/maps", limit: 1 << 20) ?? "").split(separator: "\n") {
      // address, permissions, offset, device, inode and path (proc_pid_maps(5)). Such pages are never written.
      let fields = line.split(separator: " ")
      guard fields.count == 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
      let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard ends.count == 2 else { continue }
      madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), Int32(MADV_DONTNEED))
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

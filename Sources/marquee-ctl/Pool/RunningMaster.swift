import Glibc

/// A running master, identified by its process id and name.
struct RunningMaster {
  let process: pid_t
  private let name: String?

  init(process: pid_t) {
    self.process = process
    name = Self.name(of: process)
  }

  /// False also if another program has reused the process id.
  var isRunning: Bool { name != nil && Self.name(of: process) == name }

  /// Throws if the master has ended meanwhile, or belongs to another user.
  func signal(_ number: Int32) throws(Failure) {
    guard kill(process, number) == 0 else { throw Failure(process: process, code: errno) }
  }

  struct Failure: Error, CustomStringConvertible {
    let process: pid_t
    let code: Int32
    var description: String { "cannot signal the master, process \(process): \(String(cString: strerror(code)))" }
  }

  /// The first 15 bytes of a program's name; nil for a process that has gone, or whose parent has not noticed yet
  /// (proc(5), /proc/PID/stat: `PID (NAME) STATE …`).
  private static func name(of process: pid_t) -> String? {
    guard let file = fopen("/proc/\(process)/stat", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let begin = text.firstIndex(of: "("), let end = text.lastIndex(of: ")") else { return nil }
    let isZombie = text[end...].dropFirst(2).hasPrefix("Z")
    return isZombie ? nil : String(text[text.index(after: begin)..<end])
  }
}

import Glibc

/// The program that this process runs.
package enum Executable {
  /// Its path. After a package upgrade it names the deleted file, so read it once, at the start.
  package static func path() -> String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &path, path.count - 1)
    precondition(count > 0, "/proc is not mounted")
    return String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

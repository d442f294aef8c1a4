import Glibc

/// Lists directories.
package enum Directory {
  /// The names of the entries of the directory at `path`, sorted, without `.` and `..`.
  package static func names(in path: String) throws(SystemCallError) -> [String] {
    guard let stream = opendir(path) else { throw SystemCallError("opendir", path) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

import Glibc

/// Lists, creates and removes directories.
package enum Directory {
  /// The names of the entries of the directory at `path`, sorted, without `.` and `..`.
  package static func names(in path: String) throws(SystemCallError) -> [String] {
    guard let stream = opendir(path) else { throw SystemCallError("read", path) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Creates the directory at `path` if it is missing, but not its parents.
  package static func create(_ path: String) throws(SystemCallError) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw SystemCallError("create", path) }
  }

  /// Creates a directory that only this user can access, with a unique name that starts with `prefix`.
  /// - Returns: its path.
  package static func createUnique(in parent: String, prefix: String) throws(SystemCallError) -> String {
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemCallError("create a directory in", parent) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the directory at `path` if it is empty.
  package static func remove(_ path: String) { rmdir(path) }

  /// The path of the directory that contains `path`.
  package static func containing(_ path: String) -> String {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }
}

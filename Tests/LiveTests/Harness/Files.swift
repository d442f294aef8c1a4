import Foundation
import System

/// Reads a whole file. Foundation takes a short read for the end, but a read of a file in /proc returns at most a page.
func readText(_ path: String) throws -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw LiveError("cannot read \(path): \(SystemCallError.reason())") }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while case let count = read(descriptor, &chunk, chunk.count), count != 0 {
    guard count > 0 else { throw LiveError("cannot read \(path): \(SystemCallError.reason())") }
    bytes += chunk[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Writes a file that only this user can read, because some files hold secrets.
func writeText(_ text: String, to path: String) throws {
  guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
  else { throw LiveError("cannot write \(path)") }
}

func makeFolder(_ path: String) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}

/// Creates a folder that is removed when the test process ends.
func makeTemporaryFolder() throws -> String {
  let parent = Settings.environment("TMPDIR") ?? "/tmp"
  var template = Array("\(parent)/marquee-live.XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw LiveError("cannot create a folder in \(parent)") }
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  Watcher.shared.owns(folder: path)
  return path
}

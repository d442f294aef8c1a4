import Foundation
import System
import Testing

struct FileTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "marquee-system-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    return "\(folder)/\(name)"
  }

  @Test func `a directory is listed in order, with hidden files and without itself`() throws {
    for name in ["b", ".hidden", "a é"] { _ = try write(name, "") }
    #expect(try Directory.names(in: folder) == [".hidden", "a é", "b"])
  }

  @Test func `a failed call is reported with its name, its subject and the reason`() {
    let error = SystemCallError("read", "\(folder)/none", number: ENOENT)
    #expect(throws: error) { try Directory.names(in: "\(folder)/none") }
    #expect(error.description == "read \(folder)/none: No such file or directory")
    #expect(SystemCallError("socketpair", number: EMFILE).description == "socketpair: Too many open files")
  }

  @Test func `a signature distinguishes an unchanged, a changed and a replaced file`() throws {
    let path = try write("file", "1")
    let before = try #require(FileSignature(of: path))
    #expect(FileSignature(of: path) == before)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("2".utf8))
    let changed = try #require(FileSignature(of: path))
    #expect(changed != before && changed.isSameFile(as: before))
    // The old file still exists under another name, so its inode is not used again.
    #expect(rename(path, "\(folder)/old") == 0)
    _ = try write("file", "12")
    #expect(try #require(FileSignature(of: path)).isSameFile(as: before) == false)
    #expect(FileSignature(of: "\(folder)/none") == nil)
  }

  @Test func `a file of the kernel is read as text, and a missing one is nil`() {
    #expect(KernelFile.text("/proc/self/status")?.contains("\nPid:\t\(getpid())\n") == true)
    #expect(KernelFile.text("\(folder)/none") == nil)
    #expect(KernelFile.text(folder) == nil)
  }
}

import Foundation
import Testing

@testable import System

struct DescriptorTests {
  private let folder: String

  init() throws { folder = try Directory.createUnique(in: NSTemporaryDirectory(), prefix: "marquee-descriptor-") }

  private func clean() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func `a file is created once, and read from its position or from its beginning`() throws {
    defer { clean() }
    let path = "\(folder)/file"
    let file = try FileDescriptor(path, .creating(permissions: 0o600))
    try file.write(Array("abcdef".utf8))
    try file.sync()
    #expect(throws: SystemCallError("create", path, number: EEXIST)) {
      _ = try FileDescriptor(path, .creating(permissions: 0o600)).number
    }
    let reader = try FileDescriptor(path, .reading)
    var buffer = [UInt8](repeating: 0, count: 4)
    #expect(try reader.read(into: &buffer, from: 1) == 3 && buffer == [0] + Array("abc".utf8))
    #expect(try reader.bytes() == Array("def".utf8))
    #expect(reader.first(2) == Array("ab".utf8) && reader.first(7) == nil)
    #expect(try File.bytes(at: path, limit: 5) == Array("abcde".utf8))
    #expect(try reader.status() == FileStatus(of: path) && reader.status().kind == .regular)
  }

  @Test func `opening a pipe that nobody writes to does not block`() throws {
    defer { clean() }
    let path = "\(folder)/pipe"
    try #require(mkfifo(path, 0o600) == 0)
    #expect(try FileDescriptor(path, .reading).status().kind == .pipe)
    #expect(throws: SystemCallError("open", path, number: ENXIO)) {
      _ = try FileDescriptor(path, .appending(permissions: 0o600)).number
    }
  }

  @Test func `a symbolic link is not followed if the caller asks for that`() throws {
    defer { clean() }
    try File.write([1], to: "\(folder)/file")
    try #require(symlink("\(folder)/file", "\(folder)/link") == 0)
    #expect(try FileDescriptor("\(folder)/link", .reading).bytes() == [1])
    for mode in [FileDescriptor.Mode.readingUnlinked, .updatingUnlinked] {
      #expect(throws: SystemCallError("open", "\(folder)/link", number: ELOOP)) {
        _ = try FileDescriptor("\(folder)/link", mode).number
      }
    }
  }

  @Test func `a lock is held until its owner ends`() throws {
    defer { clean() }
    func lockIfFree() throws -> Bool { try FileLock(ifFree: FileDescriptor(folder, .directory)) != nil }
    do {
      let lock = try FileLock(of: FileDescriptor(folder, .directory))
      #expect(try !lockIfFree())
      try lock.sync()
    }
    #expect(try lockIfFree())
    #expect(try lockIfFree())
  }

  @Test func `a released descriptor leads to nothing, and no other file gets its number`() throws {
    defer { clean() }
    try File.write([1], to: "\(folder)/file")
    let number = open("\(folder)/file", O_RDONLY | O_CLOEXEC)
    defer { close(number) }
    Descriptors.release(number)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)") == "/dev/null")
  }

  @Test func `bytes are written at once to a file and to a socket`() throws {
    defer { clean() }
    let (one, other) = try Socket.pair(blocks: true)
    defer { [one, other].forEach(Socket.close) }
    #expect(Descriptors.writeAtOnce([1, 2], to: one) == 2)
    #expect(Socket.receivePacket(from: other, maximum: 10) == [1, 2])
    let file = try FileDescriptor("\(folder)/file", .appending(permissions: 0o600))
    #expect(Descriptors.writeAtOnce([1], to: file.number) == 1 && Descriptors.writeAtOnce([2], to: file.number) == 1)
    #expect(try File.bytes(at: "\(folder)/file") == [1, 2])
    #expect(Descriptors.writeAtOnce([1], to: -1) < 0)
  }

  @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b/", "a/b")])
  func `the directory of a path is what comes before its last slash`(path: String, directory: String) {
    #expect(Directory.containing(path) == directory)
  }
}

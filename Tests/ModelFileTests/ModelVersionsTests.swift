import Glibc
import System
import Testing

@testable import ModelFile

struct ModelVersionsTests {
  private let directory: TemporaryDirectory
  private let versions: ModelVersions

  init() throws {
    directory = try TemporaryDirectory()
    versions = ModelVersions(in: directory.path)
  }

  @Test func `a published file is served under the model's name`() throws {
    let version = try versions.publish(TinyModelFile.contents)
    #expect(directory.names == ["Tiny.marquee"])
    #expect(try ModelFile.open(versions.path(of: "Tiny")).version == version)
  }

  @Test func `the last three versions are kept next to the served file`() throws {
    var published: [String] = []
    for hour in 0..<6 {
      published.append(try versions.publish(TinyModelFile.contents(trainedAt: Int64(hour) * 3_600_000_000)))
    }
    #expect(try ModelFile.open(versions.path(of: "Tiny")).version == published[5])
    #expect(try versions.older(of: "Tiny") == [published[4], published[3], published[2]])
  }

  @Test func `an older version can be restored, and the newer one is kept`() throws {
    let old = try versions.publish(TinyModelFile.contents(trainedAt: 0))
    let new = try versions.publish(TinyModelFile.contents)
    try versions.restore(old, of: "Tiny")
    #expect(try ModelFile.open(versions.path(of: "Tiny")).version == old)
    #expect(try versions.older(of: "Tiny") == [new])
  }

  @Test func `a restored version outlives newer ones at the next publication`() throws {
    var published: [String] = []
    for hour in 0..<4 {
      published.append(try versions.publish(TinyModelFile.contents(trainedAt: Int64(hour) * 3_600_000_000)))
    }
    try versions.restore(published[0], of: "Tiny")
    _ = try versions.publish(TinyModelFile.contents)
    #expect(try versions.older(of: "Tiny") == [published[3], published[2], published[0]])
  }

  @Test func `the best version outlives newer ones`() throws {
    var published: [String] = []
    for hour in 0..<6 {
      let contents = TinyModelFile.contents(trainedAt: Int64(hour) * 3_600_000_000)
      published.append(try versions.publish(contents, keeping: published.first))
    }
    #expect(try versions.older(of: "Tiny") == [published[4], published[3], published[0]])
    let few = ModelVersions(in: directory.path, kept: 1)
    _ = try few.publish(TinyModelFile.contents, keeping: published[0])
    #expect(try few.older(of: "Tiny") == [published[5], published[0]])
  }

  @Test func `a version that does not exist cannot be restored`() throws {
    _ = try versions.publish(TinyModelFile.contents)
    #expect(throws: ModelFileError.unknownVersion(model: "Tiny", version: "../Tiny")) {
      try versions.restore("../Tiny", of: "Tiny")
    }
  }

  @Test func `a full disk is reported, and the served file stays`() throws {
    let version = try versions.publish(TinyModelFile.contents(trainedAt: 0))
    let full = ModelVersions(in: directory.path, kept: 3) { path in
      close(open(path, O_WRONLY | O_CREAT, 0o600))
      return FileDescriptor(owning: open("/dev/full", O_WRONLY | O_CLOEXEC), path: path)
    }
    let temporary = directory.path + "/.Tiny.marquee.new"
    #expect(throws: ModelFileError.system(SystemCallError("write", temporary, number: ENOSPC))) {
      try full.publish(TinyModelFile.contents)
    }
    #expect(directory.names == ["Tiny.marquee"])
    #expect(try ModelFile.open(versions.path(of: "Tiny")).version == version)
  }

  @Test func `the leftover of a killed writer is replaced`() throws {
    close(open(directory.path + "/.Tiny.marquee.new", O_WRONLY | O_CREAT, 0o600))
    _ = try versions.publish(TinyModelFile.contents)
    #expect(directory.names == ["Tiny.marquee"])
  }

  @Test func `a damaged file is replaced without being kept`() throws {
    close(open(versions.path(of: "Tiny"), O_WRONLY | O_CREAT, 0o600))
    _ = try versions.publish(TinyModelFile.contents)
    #expect(directory.names == ["Tiny.marquee"])
  }

  @Test func `a mapped file outlives its replacement`() throws {
    _ = try versions.publish(TinyModelFile.contents(trainedAt: 0))
    let file = try ModelFile.open(versions.path(of: "Tiny"))
    for hour in 1..<7 { _ = try versions.publish(TinyModelFile.contents(trainedAt: Int64(hour) * 3_600_000_000)) }
    #expect(file.items[0] == -7)
  }

  @Test func `a missing directory is reported`() throws {
    let missing = directory.path + "/missing"
    #expect(throws: ModelFileError.system(SystemCallError("open", missing, number: ENOENT))) {
      try ModelVersions(in: missing).publish(TinyModelFile.contents)
    }
  }

  @Test func `a directory in place of a model file is refused`() throws {
    #expect(throws: ModelFileError.notRegularFile(path: directory.path)) { try ModelFile.open(directory.path) }
  }

  @Test func `a file that is replaced leaves no older version, and is not written again for the same contents`() throws
  {
    #expect(try versions.replace(TinyModelFile.contents(trainedAt: 0)))
    func inode() -> ino_t {
      var information = stat()
      return stat(versions.path(of: "Tiny"), &information) == 0 ? information.st_ino : 0
    }
    let first = inode()
    #expect(try versions.replace(TinyModelFile.contents(trainedAt: 0)) && inode() == first)
    #expect(try versions.replace(TinyModelFile.contents) && inode() != first)
    #expect(directory.names == ["Tiny.marquee"])
    #expect(try ModelFile.open(versions.path(of: "Tiny")).trainedAt == TinyModelFile.contents.trainedAt)
  }

  @Test func `a replacement neither waits for another writer nor runs concurrently with it`() throws {
    let lock = try FileLock(of: FileDescriptor(directory.path, .directory))
    #expect(try versions.replace(TinyModelFile.contents) == false)
    #expect(directory.names == [])
    try lock.sync()
  }

  @Test func `a replacement on a full disk leaves the old file and nothing else`() throws {
    #expect(try versions.replace(TinyModelFile.contents(trainedAt: 0)))
    let full = ModelVersions(in: directory.path, kept: 1) { path in
      FileDescriptor(owning: open("/dev/full", O_WRONLY | O_CLOEXEC), path: path)
    }
    #expect(throws: ModelFileError.self) { try full.replace(TinyModelFile.contents) }
    #expect(directory.names == ["Tiny.marquee"])
    #expect(try ModelFile.open(versions.path(of: "Tiny")).trainedAt == 0)
  }
}

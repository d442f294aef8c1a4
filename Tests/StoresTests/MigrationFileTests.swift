import Glibc
import Stores
import System
import Testing

/// A directory of files that is removed after the test.
private final class MigrationFolder {
  let path: String

  init(_ files: [String: String]) throws {
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/migrations.XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
    for (name, text) in files {
      let file = try #require(fopen("\(path)/\(name)", "w"))
      fputs(text, file)
      fclose(file)
    }
  }

  deinit {
    if let stream = opendir(path) {
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        unlink("\(path)/\(name)")
      }
    }
    rmdir(path)
  }
}

struct MigrationFileTests {
  /// `sql/` of this repository.
  private static let migrations = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/sql"

  @Test func `the program expects the newest migration of the folder sql`() throws {
    #expect(try Migration.all(in: Self.migrations).last?.number == DatabaseSchema.expectedVersion)
  }

  @Test func `migration files are sorted by number and split into statements`() throws {
    let folder = try MigrationFolder([
      "0002_b.sql": "x", "0001_a.sql": "-- first\nSELECT 1;\nSELECT 2;\n", "notes.md": "no",
    ])
    #expect(
      try Migration.all(in: folder.path) == [
        Migration(number: 1, name: "0001_a.sql", statements: ["SELECT 1", "SELECT 2"]),
        Migration(number: 2, name: "0002_b.sql", statements: ["x"]),
      ])
  }

  @Test func `a gap between migration numbers and a repeated number are refused`() throws {
    let gap = try MigrationFolder(["0001_a.sql": "x", "0003_c.sql": "x"])
    #expect(throws: MigrationError.outOfOrder(file: "0003_c.sql", expected: 2)) { try Migration.all(in: gap.path) }
    let twice = try MigrationFolder(["0001_a.sql": "x", "0001_b.sql": "x"])
    #expect(throws: MigrationError.outOfOrder(file: "0001_b.sql", expected: 2)) { try Migration.all(in: twice.path) }
  }

  @Test(arguments: ["1_a.sql", "00001_a.sql", "0001.sql", "0001-a.sql", "schema.sql", "٠٠٠١_a.sql"])
  func `migration files with other names are refused`(name: String) throws {
    let folder = try MigrationFolder([name: "x"])
    #expect(throws: MigrationError.badName(file: name)) { try Migration.all(in: folder.path) }
  }

  @Test func `an empty or missing directory of migrations is refused`() throws {
    let folder = try MigrationFolder([:])
    #expect(throws: MigrationError.none(directory: folder.path)) { try Migration.all(in: folder.path) }
    #expect(throws: MigrationError.unreadable(SystemCallError("read", "/nowhere", number: ENOENT))) {
      try Migration.all(in: "/nowhere")
    }
  }
}

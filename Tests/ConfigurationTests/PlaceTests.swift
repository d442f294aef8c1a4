import Configuration
import Foundation
import Testing

/// Checks of the files and directories that a configuration names.
struct PlaceTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "marquee-places-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: "\(folder)/models", withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: "\(folder)/file"))
  }

  private func check(_ text: String) throws -> PlaceCheck {
    let text = text.replacing("FOLDER", with: folder)
    let configuration = try Configuration.parse(contents: text, file: "c.conf", environment: [:])
    var check = PlaceCheck()
    check.look(atStartOf: configuration, keys: Set(configuration.places.keys))
    check.look(atModelsOf: configuration, keys: Set(configuration.places.keys))
    check.look(atSecretsOf: configuration)
    return check
  }

  @Test func `valid places have no findings, and nothing is created`() throws {
    let check = try check(
      "socket = FOLDER/s.sock\nscoreboard = FOLDER/board\nlog_file = FOLDER/log\nmodels = FOLDER/models")
    #expect(check.faults == [] && check.notes == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["file", "models"])
  }

  @Test(arguments: [
    ("socket = FOLDER/none/s.sock", "'socket' cannot be created: FOLDER/none: No such file or directory"),
    ("socket = FOLDER/file", "'socket' is not a socket: FOLDER/file"),
    ("socket = FOLDER/models", "'socket' is not a socket: FOLDER/models"),
    ("socket = FOLDER/file/s.sock", "'socket' cannot be created: FOLDER/file is not a directory"),
    (
      "socket = /\(String(repeating: "x", count: 107))",
      "'socket' is longer than the 107 bytes that a socket's path may have"
    ),
    ("scoreboard = FOLDER/models", "'scoreboard' is a directory: FOLDER/models"),
    ("scoreboard = FOLDER/none/board", "'scoreboard' cannot be created: FOLDER/none: No such file or directory"),
    ("pid_file = FOLDER/none/pid", "'pid_file' cannot be created: FOLDER/none: No such file or directory"),
    ("log_file = FOLDER/none/log", "'log_file' cannot be created: FOLDER/none: No such file or directory"),
    ("log_file = FOLDER/models", "'log_file' is a directory: FOLDER/models"),
    ("models = FOLDER/file", "'models' is not a directory: FOLDER/file"),
    ("models = FOLDER/file/models", "'models' cannot be examined: FOLDER/file/models: Not a directory"),
  ]) func `an unusable place is reported with its line`(line: String, fault: String) throws {
    let faults = try check("# first\n\(line)").faults.map(\.description)
    #expect(faults == ["c.conf:2: " + fault.replacing("FOLDER", with: folder)])
  }

  @Test(arguments: [
    ("models = FOLDER/none", "FOLDER/none does not exist yet"),
    ("hard_limit = 1m", "'hard_limit' is not below the 60 s"),
    ("hard_limit = 0", "'hard_limit' is not below the 60 s"), ("log_file = file", "'log_file' is a relative path"),
    ("jwt_secret_file = FOLDER/file", "FOLDER/file is a secret, but everybody may read or write it"),
  ]) func `a finding that is not a fault is a note`(line: String, note: String) throws {
    if line.hasPrefix("jwt") { chmod("\(folder)/file", 0o644) }
    let check = try check(line)
    #expect(check.faults == [])
    #expect(check.notes.count == 1 && check.notes[0].hasPrefix(note.replacing("FOLDER", with: folder)))
  }

  @Test func `a secret that only its owner and group may read is not reported`() throws {
    chmod("\(folder)/file", 0o640)
    #expect(try check("jwt_secret_file = FOLDER/file").notes == [])
  }
}

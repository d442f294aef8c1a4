import JSON
import RatingFiles

/// Describes the contents of an unknown file, as a clause for its owner.
enum UnknownFile {
  static func description(of bytes: [UInt8]) -> String {
    if TraktList.isJSON(bytes[...]) { return json(bytes) }
    let line = bytes.drop(while: isSpace).prefix { $0 != 0x0A && $0 != 0x0D }
    return "its first line is '\(Excerpt.text(line))'"
  }

  private static func json(_ bytes: [UInt8]) -> String {
    guard var elements = JSONElements(bytes) else { return "it is JSON, but not a list" }
    guard let first = try? elements.next() else { return "it is an empty JSON list" }
    guard case .value(.object(let members)) = first else { return "it is a JSON list of something else than movies" }
    return "it is a JSON list of elements with \(listed(members.keys.sorted()))"
  }

  static func description(of archive: ZipArchive) -> String {
    let names = archive.members.map(\.name)
    if names.contains("[Content_Types].xml") { return "it is a document of Office, which can save a table as CSV" }
    return names.isEmpty ? "it is an empty zip" : "it is a zip of \(listed(names))"
  }

  private static let shown = 5

  private static func listed(_ names: [String]) -> String {
    let quoted = names.prefix(shown).map { "'\(Excerpt.text(Array($0.utf8)[...], limit: 60))'" }
    let others = names.count - quoted.count
    return quoted.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
  }
}

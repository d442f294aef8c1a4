import System

/// The files of a data set: ratings, and movies and users if it has them.
package struct DataSource: Equatable, Sendable {
  package let layout: FileLayout
  package let ratings: String
  package let movies: String?
  package let users: String?
  /// The file with the names of the genre flags in `u.item`.
  package let genres: String?
  /// The file with the movies' ids in other catalogues.
  package var links: String?

  /// Opens a ratings file, or a folder with exactly one ratings file in it or one level below.
  package static func open(_ path: String) throws(RatingFileError) -> DataSource {
    guard try isFolder(path) else { return try source(ratings: path) }
    let folder = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
    var found = try ratingFiles(in: folder)
    if found.isEmpty {
      for name in try names(in: folder) {
        let inner = "\(folder)/\(name)"
        if (try? isFolder(inner)) == true { found += try ratingFiles(in: inner) }
      }
    }
    guard let ratings = found.first else {
      throw .noRatings(folder: path, packed: try names(in: folder).filter(isPacked))
    }
    guard found.count == 1 else { throw .ambiguous(folder: path, found: found) }
    return try source(ratings: ratings)
  }

  /// Recognises the layout by the first line, and the other files by the names that belong to the layout.
  private static func source(ratings: String) throws(RatingFileError) -> DataSource {
    let (firstLine, damage) = try firstLine(of: ratings)
    guard let layout = FileLayout.recognise(firstLine: firstLine, path: ratings) else {
      if let damage { throw .notUTF8(file: ratings, byte: damage) }
      throw .unknownLayout(file: ratings, firstLine: Excerpt.text(Array(firstLine.utf8)[...]))
    }
    let folder = ratings.lastIndex(of: "/").map { String(ratings[...$0]) } ?? ""
    func beside(_ name: String) -> String? { File.exists(folder + name) ? folder + name : nil }
    switch layout {
    case .atomic:
      let stem = ratings.dropFirst(folder.count).split(separator: ".").dropLast().joined(separator: ".")
      return DataSource(
        layout: layout, ratings: ratings, movies: beside(stem + ".item"), users: beside(stem + ".user"), genres: nil)
    case .u:
      return DataSource(
        layout: layout, ratings: ratings, movies: beside("u.item"), users: beside("u.user"), genres: beside("u.genre"))
    case .dat:
      return DataSource(
        layout: layout, ratings: ratings, movies: beside("movies.dat"), users: beside("users.dat"), genres: nil)
    case .csv:
      return DataSource(
        layout: layout, ratings: ratings, movies: beside("movies.csv") ?? beside("movie.csv"), users: nil, genres: nil,
        links: beside("links.csv") ?? beside("link.csv"))
    }
  }

  private static func ratingFiles(in folder: String) throws(RatingFileError) -> [String] {
    try names(in: folder).filter { name in
      name.hasSuffix(".inter") || ["u.data", "ratings.dat", "ratings.csv", "rating.csv"].contains(name)
    }.map { "\(folder)/\($0)" }
  }

  private static func isPacked(_ name: String) -> Bool {
    [".gz", ".zip", ".bz2", ".xz", ".zst"].contains { name.hasSuffix($0) }
  }

  /// The sorted names in `folder`, without hidden files.
  private static func names(in folder: String) throws(RatingFileError) -> [String] {
    do throws(SystemCallError) {
      return try Directory.names(in: folder).filter { !$0.hasPrefix(".") }
    } catch {
      throw .system(error)
    }
  }

  private static func isFolder(_ path: String) throws(RatingFileError) -> Bool {
    do { return try FileStatus(of: path).kind == .directory } catch { throw .system(error) }
  }

  /// The first line that is not blank, up to 4 KiB. Also throws `notPlainText` and `empty`.
  /// - Returns: the line, and the offset of the first byte up to its end that is not UTF-8; nil if there is none.
  private static func firstLine(of path: String) throws(RatingFileError) -> (text: String, damage: Int?) {
    var file = try FileBytes(path)
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = try file.read(into: &bytes, from: 0)
    if let format = ForeignFormat.recognise(bytes[..<count]) { throw .notPlainText(file: path, format) }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    let lines = (text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]).split(whereSeparator: \.isNewline)
    guard let line = lines.first(where: { !$0.allSatisfy { $0 == " " } }) else { throw .empty(file: path) }
    // The last character may be truncated.
    guard let damage = FieldValue.damage(bytes[..<count]), damage < bytes.count - 3 else { return (String(line), nil) }
    let linesBefore = bytes[..<damage].split(omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x0D }.dropLast()
    return (String(line), linesBefore.allSatisfy(\.isEmpty) ? damage : nil)
  }
}

import Domain
import Glibc

@testable import RatingFiles

/// A folder of files that is removed together with its owner. All rows in these tests are made up in the form of real
/// ones.
final class RatingFolder {
  let path: String
  private var paths: [String] = []

  init() {
    var template = Array("/tmp/marquee-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for path in paths.reversed() where unlink(path) != 0 { rmdir(path) }
    rmdir(path)
  }

  /// Writes a file and returns its path.
  @discardableResult func write(_ name: String, _ bytes: [UInt8]) -> String {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      if mkdir(folder, 0o700) == 0 { paths.append(folder) }
    }
    let file = "\(path)/\(name)"
    let stream = fopen(file, "w")
    fwrite(bytes, 1, bytes.count, stream)
    fclose(stream)
    paths.append(file)
    return file
  }

  @discardableResult func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

  /// Writes every character as one byte.
  @discardableResult func write(latin1 text: String, to name: String) -> String {
    write(name, text.unicodeScalars.map { UInt8($0.value) })
  }
}

/// The current time in all tests: 2026-11-25T12:00:00Z.
let now = Timestamp(seconds: 1_795_608_000)

func ratings(_ source: DataSource) throws -> [ParsedRow<RatingRow>] {
  var reader = try source.readRatings(at: now)
  var rows: [ParsedRow<RatingRow>] = []
  while let row = try reader.next() { rows.append(row) }
  return rows
}

func movies(_ source: DataSource) throws -> [ParsedRow<Movie>] {
  guard var reader = try source.readMovies() else { return [] }
  var rows: [ParsedRow<Movie>] = []
  while let row = try reader.next() { rows.append(row) }
  return rows
}

func users(_ source: DataSource) throws -> [ParsedRow<ImportedUser>] {
  guard var reader = try source.readUsers() else { return [] }
  var rows: [ParsedRow<ImportedUser>] = []
  while let row = try reader.next() { rows.append(row) }
  return rows
}

func rating(_ user: UserID, _ movie: MovieID, _ stars: Double, at seconds: Int64) throws -> ParsedRow<RatingRow> {
  guard let rating = Rating(stars: stars) else { throw RatingFileError.empty(file: "fixture") }
  return .accepted(RatingRow(user: user, movie: movie, rating: rating, at: Timestamp(seconds: seconds)))
}

func movie(_ id: MovieID, _ title: String, _ genres: [String], _ date: String?) -> Movie {
  Movie(id: id, title: title, genres: genres, date: date.flatMap { CalendarDate(iso: $0) })
}

extension ParsedRow {
  var remark: Remark? {
    switch self {
    case .accepted: nil
    case .mended(_, let remark), .rejected(let remark): remark
    }
  }

  var reason: String? { remark?.sentence }

  var value: Value? {
    switch self {
    case .accepted(let value), .mended(let value, _): value
    case .rejected: nil
    }
  }
}

import Domain
import JSON
import RatingFiles

/// The JSON of Trakt's exports: a list of elements such as
/// `{"rated_at": …, "rating": 8, "movie": {"title", "year", "ids": {"imdb", "tmdb"}}}`. Instead of `rated_at` there may
/// be `watched_at` or `last_watched_at` (history), or `listed_at` (watchlist).
enum TraktList {
  static func isJSON(_ beginning: ArraySlice<UInt8>) -> Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = beginning.starts(with: mark) ? beginning.dropFirst(3) : beginning
    return text.first { !isSpace($0) }.map { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } ?? false
  }

  static func read(_ bytes: [UInt8], into intake: inout RowIntake) throws(HistoryFileError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let list: JSONValue
    do throws(JSONError) {
      list = try JSONParser.parse(
        bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes, maximumElements: 2 * HistoryFile.maximumRows,
        maximumNames: 16 * HistoryFile.maximumRows)
    } catch {
      throw .invalidJSON(reason: error.description)
    }
    guard case .array(let elements) = list, elements.contains(where: isItem) || elements.isEmpty else {
      throw .unknownLayout
    }
    for element in elements {
      try intake.nextRow()
      let item = members(element)
      do throws(RowFault) {
        intake.add(try movie(item))
      } catch {
        let named = ["movie", "show"].lazy.compactMap { item[$0] }.first
        intake.reject(error.reason, title: named.flatMap { text(members($0)["title"]) })
      }
    }
  }

  private static func isItem(_ value: JSONValue) -> Bool {
    let item = members(value)
    return ["movie", "show", "episode", "season"].contains { item[$0] != nil }
  }

  private static func movie(_ item: [String: JSONValue]) throws(RowFault) -> NamedMovie {
    guard let value = item["movie"] else {
      throw RowFault(reason: ["show", "season", "episode"].contains { item[$0] != nil } ? .series : .malformed)
    }
    let movie = members(value)
    let ids = members(movie["ids"])
    let act: HistoryAct
    if let rating = item["rating"], rating != .null {
      guard let number = rating.wholeNumber, (1...10).contains(number) else { throw RowFault(reason: .invalidRating) }
      act = HistoryAct(.rate(Rating(halfStars: Int(number))), at: try time(item["rated_at"]))
    } else if let watched = item["watched_at"] ?? item["last_watched_at"] {
      act = HistoryAct(.watch, at: try time(watched))
    } else if let listed = item["listed_at"] {
      act = HistoryAct(.want, at: try time(listed))
    } else {
      throw RowFault(reason: .noRating)
    }
    return NamedMovie(
      titles: [text(movie["title"]) ?? ""],
      year: movie["year"]?.wholeNumber.flatMap { (1...9_999).contains($0) ? Int($0) : nil },
      ids: ExternalIDs(
        imdb: text(ids["imdb"]).flatMap { ExternalIDs.imdb($0) },
        tmdb: ids["tmdb"]?.wholeNumber.flatMap { Int(exactly: $0) }),
      acts: [act])
  }

  private static func time(_ value: JSONValue?) throws(RowFault) -> Timestamp? {
    guard let value, value != .null else { return nil }
    guard let text = text(value), let time = TimeValue(Array(text.utf8)[...])?.time else {
      throw RowFault(reason: .invalidDate)
    }
    return time
  }

  private static func members(_ value: JSONValue?) -> [String: JSONValue] {
    if case .object(let members)? = value { members } else { [:] }
  }

  private static func text(_ value: JSONValue?) -> String? { if case .string(let text)? = value { text } else { nil } }
}

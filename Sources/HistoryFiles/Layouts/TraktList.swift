import Domain
import JSON
import RatingFiles

/// The JSON of Trakt's exports: a list of elements such as
/// `{"rated_at": …, "rating": 8, "movie": {"title", "year", "ids": {"imdb", "tmdb"}}}`. Instead of `rated_at` there
/// is `watched_at` or `last_watched_at` in a history, and `listed_at` or nothing in a watchlist, in favourites and in
/// the user's own lists. Only their names tell these lists apart.
enum TraktList {
  /// What kind of elements a file has.
  private enum Kind {
    case ratings, history
    case list(HistoryList)
  }

  private static let things = ["movie", "show", "season", "episode"]

  static func isJSON(_ beginning: ArraySlice<UInt8>) -> Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = beginning.starts(with: mark) ? beginning.dropFirst(3) : beginning
    return text.first { !isSpace($0) }.map { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } ?? false
  }

  /// - Parameter list: the kind of list, if its name or the sender says so.
  /// - Returns: the kind of list that it was read as; nil if it is not a list. Throws `unknownLayout`, and
  ///   `unnamedList` for lists only.
  static func read(
    _ bytes: [UInt8], _ list: HistoryList?, into intake: inout RowIntake
  ) throws(HistoryFileError) -> HistoryList? {
    guard let kind = try kind(bytes, list), var elements = JSONElements(bytes) else {
      throw .unknownLayout(found: UnknownFile.description(of: bytes))
    }
    while let element = try elements.next() {
      try intake.nextRow()
      guard case .value(let value) = element, let item = item(value) else {
        try intake.rejectMalformed()
        continue
      }
      do throws(RowFault) {
        intake.add(try movie(item, kind))
      } catch {
        let named = ["movie", "show"].lazy.compactMap { item[$0] }.first
        intake.reject(error.reason, title: (named.flatMap { text(members($0)["title"]) } ?? "").utf8)
      }
    }
    return if case .list(let list) = kind { list } else { nil }
  }

  /// Decided by the first element about a movie or a series; nil if there is none, or if it says nothing useful, as in
  /// a collection.
  private static func kind(_ bytes: [UInt8], _ list: HistoryList?) throws(HistoryFileError) -> Kind? {
    guard var elements = JSONElements(bytes) else { return nil }
    while let element = try elements.next() {
      guard case .value(let value) = element, let item = item(value) else { continue }
      if item["rating"] != nil || item["rated_at"] != nil { return .ratings }
      if item["watched_at"] != nil || item["last_watched_at"] != nil { return .history }
      // Any other time is that of another event: the movie was collected, hidden or paused.
      guard item["listed_at"] != nil || !item.keys.contains(where: { $0.hasSuffix("_at") }) else { return nil }
      guard let list else { throw .unnamedList }
      return .list(list)
    }
    return nil
  }

  /// The members of an element about a movie or a series; nil for any other element.
  private static func item(_ value: JSONValue) -> [String: JSONValue]? {
    let item = members(value)
    return things.contains { item[$0] != nil } ? item : nil
  }

  private static func movie(_ item: [String: JSONValue], _ kind: Kind) throws(RowFault) -> NamedMovie {
    guard let value = item["movie"] else { throw RowFault(reason: .series) }
    let movie = members(value)
    let ids = members(movie["ids"])
    return NamedMovie(
      titles: [text(movie["title"]) ?? ""],
      year: movie["year"]?.wholeNumber.flatMap { (1...9_999).contains($0) ? Int($0) : nil },
      ids: ExternalIDs(
        imdb: text(ids["imdb"]).flatMap { ExternalIDs.imdb($0) },
        tmdb: ids["tmdb"]?.wholeNumber.flatMap { Int(exactly: $0) }),
      acts: [try act(item, kind)])
  }

  private static func act(_ item: [String: JSONValue], _ kind: Kind) throws(RowFault) -> HistoryAct {
    switch kind {
    case .ratings:
      guard let rating = item["rating"], rating != .null else { throw RowFault(reason: .noRating) }
      guard let number = rating.wholeNumber, (1...10).contains(number) else { throw RowFault(reason: .invalidRating) }
      return HistoryAct(.rate(Rating(halfStars: Int(number))), at: try time(item["rated_at"]))
    case .history: return HistoryAct(.watch, at: try time(item["watched_at"] ?? item["last_watched_at"]))
    case .list(let list): return HistoryAct(list.kind, at: try time(item["listed_at"]))
    }
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

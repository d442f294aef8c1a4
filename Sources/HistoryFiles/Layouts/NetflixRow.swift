import Domain
import RatingFiles

/// The rows of Netflix's viewing history: `Title,Date`, without a year.
enum NetflixRow {
  static func viewing(_ table: borrowing HistoryTable, _ order: DateOrder) throws(RowFault) -> NamedMovie {
    let title = table.text("title")
    if isEpisode(title) { throw RowFault(reason: .series) }
    guard let date = order.date(table.text("date")) else { throw RowFault(reason: .invalidDate) }
    return NamedMovie(titles: [title], year: nil, acts: [HistoryAct(.watch, at: Timestamp(date))])
  }

  /// Episodes are `Show: Season 2: Title`. Parts, volumes and chapters also end titles of movies (`Kill Bill: Vol. 2`),
  /// so they only count between two other parts.
  static func isEpisode(_ title: String) -> Bool {
    let parts = title.lowercased().split(separator: ":").map { $0.drop { $0 == " " } }
    let seasons = [
      "season ", "series ", "limited series", "staffel ", "saison ", "temporada ", "stagione ", "seizoen ",
    ]
    if parts.dropFirst().contains(where: { part in seasons.contains { part.hasPrefix($0) } }) { return true }
    let divisions = ["part ", "volume ", "chapter ", "book ", "collection", "teil ", "partie ", "parte "]
    return parts.count > 2
      && parts.dropFirst().dropLast().contains { part in divisions.contains { part.hasPrefix($0) } }
  }

  /// Netflix writes dates as is usual in the country of the account. One number above 12 tells which one is the month.
  enum DateOrder {
    case monthFirst, dayFirst

    /// By all rows of the file; the month first if they do not tell.
    init(of bytes: [UInt8]) throws(HistoryFileError) {
      var table = try HistoryTable(bytes)
      var intake = RowIntake(now: Timestamp(seconds: 0))
      var isDayFirst = false
      try table.forEachRow(into: &intake, title: "title") { (table) throws(RowFault) in
        if let numbers = Self.numbers(table.text("date")), numbers[0] > 12, numbers[0] <= 31 { isDayFirst = true }
        throw RowFault(reason: .malformed)
      }
      self = isDayFirst ? .dayFirst : .monthFirst
    }

    /// `1/31/24`, `31/01/2024`, `31.01.24` or `2024-01-31`; nil for anything else.
    func date(_ text: String) -> CalendarDate? {
      if let date = CalendarDate(iso: text) { return date }
      guard let numbers = Self.numbers(text) else { return nil }
      let year = numbers[2] < 100 ? 2_000 + numbers[2] : numbers[2]
      guard year >= 1970 else { return nil }
      return switch self {
      case .monthFirst: CalendarDate(year: year, month: numbers[0], day: numbers[1])
      case .dayFirst: CalendarDate(year: year, month: numbers[1], day: numbers[0])
      }
    }

    private static func numbers(_ text: String) -> [Int]? {
      let parts = text.split { "/.- ".contains($0) }
      let numbers = parts.compactMap { $0.count <= 4 ? Int($0) : nil }
      return parts.count == 3 && numbers.count == 3 ? numbers : nil
    }
  }
}

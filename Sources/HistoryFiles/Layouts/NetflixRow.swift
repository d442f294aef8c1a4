import Domain

/// Rows of Netflix's viewing history: `Title,Date`, without a year.
enum NetflixRow {
  static func viewing(_ table: borrowing HistoryTable) throws(RowFault) -> NamedMovie {
    let title = try table.title("title")
    if isEpisode(title) { throw RowFault(reason: .series) }
    guard let time = try table.time("date") else { throw RowFault(reason: .invalidDate) }
    return NamedMovie(titles: [title], acts: [HistoryAct(.watch, at: time)])
  }

  /// Episodes are `Show: Season 2: Title`. Parts, volumes and chapters also end titles of movies (`Kill Bill: Vol. 2`),
  /// so they only count between two other parts.
  static func isEpisode(_ title: String) -> Bool {
    let parts = title.lowercased().split(separator: ":").map { $0.drop { $0 == " " } }
    func begins(_ part: Substring, _ words: [String]) -> Bool { words.contains { part.hasPrefix($0) } }
    if parts.dropFirst().contains(where: { begins($0, seasons) }) { return true }
    return parts.dropFirst().dropLast().contains { begins($0, divisions) }
  }

  private static let seasons = [
    "season ", "series ", "limited series", "miniseries", "staffel ", "saison ", "temporada ", "stagione ", "seizoen ",
    "sezon ", "sæson ", "sesong ", "säsong ", "kausi ", "сезон ",
  ]
  private static let divisions = [
    "part ", "volume ", "chapter ", "book ", "collection", "teil ", "partie ", "parte ",
  ]
}

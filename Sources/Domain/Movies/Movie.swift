/// A film as it was imported.
package struct Movie: Equatable, Sendable {
  package let id: MovieID
  /// As the source has it, for example `Shawshank Redemption, The (1994)`.
  package let title: String
  /// In the source's order; empty where it names none.
  package let genres: [String]
  /// A source that gives only a year is stored as 1 January.
  package let date: CalendarDate?

  package init(id: MovieID, title: String, genres: [String], date: CalendarDate?) {
    self.id = id
    self.title = title
    self.genres = genres
    self.date = date
  }

  /// When it came out: of its date, or else of its title.
  package var year: Int? { date?.year ?? Title.year(in: title) }

  /// What people read: without the year at the end, and with the article in front.
  /// `Shawshank Redemption, The (1994)` becomes `The Shawshank Redemption`.
  package var displayTitle: String { Title.display(title) }
}

/// A movie as imported.
package struct Movie: Equatable, Sendable {
  package let id: MovieID
  /// As written in the source, for example `Shawshank Redemption, The (1994)`.
  package let title: String
  /// In the source's order; empty if it names none.
  package let genres: [String]
  /// 1 January if the source only gives a year.
  package let date: CalendarDate?
  package let externalIDs: ExternalIDs

  package init(
    id: MovieID, title: String, genres: [String], date: CalendarDate?, externalIDs: ExternalIDs = .none
  ) {
    self.id = id
    self.title = title
    self.genres = genres
    self.date = date
    self.externalIDs = externalIDs
  }

  /// Year of release, from the date or else from the title.
  package var year: Int? { date?.year ?? Title.year(in: title) }

  /// The title to show, without the year and with the article in front: `Shawshank Redemption, The (1994)` becomes
  /// `The Shawshank Redemption`.
  package var displayTitle: String { Title.display(title) }
}

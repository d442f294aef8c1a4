import Domain
import ModelFile
import Testing

@testable import API

struct CatalogueFileTests {
  private let catalogue = Catalogue(
    movies: [
      Movie(
        id: 3, title: "Heat (1995)", genres: ["Crime"], date: CalendarDate(iso: "1995-12-15"),
        externalIDs: ExternalIDs(imdb: 113_277, tmdb: 949)),
      Movie(id: 5, title: "Five", genres: [], date: nil),
    ], hidden: [5], version: 7)

  @Test func `the catalogue file keeps the IMDb and TMDb ids of movies`() throws {
    let contents = try #require(catalogue.fileContents)
    let read = try Catalogue(ModelFile.decode(contents.encoded()))
    #expect(read.movies == catalogue.movies && read.hidden == catalogue.hidden)
    #expect(read[3]?.externalIDs.imdbText == "tt0113277")
  }

  /// A worker of this version may start on a file that an older one has written.
  @Test func `a catalogue file without IMDb and TMDb ids is read, too`() throws {
    let contents = try #require(catalogue.fileContents)
    let older = ModelFileContents(
      model: contents.model, trainedAt: 0, fingerprint: contents.fingerprint, hyperparameters: [], figures: [],
      items: contents.items, sections: contents.sections.filter { !["imdb_ids", "tmdb_ids"].contains($0.name) })
    let read = try Catalogue(ModelFile.decode(older.encoded()))
    #expect(read.movies.map(\.title) == ["Heat (1995)"] && read.movies[0].externalIDs == .none)
  }
}

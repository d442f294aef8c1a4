import Domain
import Testing

@testable import API

struct PackedBytesTests {
  @Test(arguments: [[], [""], ["a", "", "bc", "", "", "déf"], ["", "x"]])
  func `packed pieces are read back unchanged`(texts: [String]) {
    let packed = PackedBytes(texts.map(\.utf8))
    #expect(packed.count == texts.count)
    #expect((0..<packed.count).map { String(decoding: packed[$0], as: UTF8.self) } == texts)
  }

  @Test func `movies with the same genres share one array`() {
    let catalogue = Catalogue(
      movies: (0..<3).map { id in
        Movie(id: id, title: "\(id)", genres: (0...id / 2).map { "a genre of many letters \($0)" }, date: nil)
      }, version: 1)
    let places = catalogue.movies.map { $0.genres.withUnsafeBufferPointer(\.baseAddress) }
    #expect(places[0] == places[1] && places[1] != places[2])
    #expect(catalogue.movies.map(\.genres.count) == [1, 1, 2])
  }
}

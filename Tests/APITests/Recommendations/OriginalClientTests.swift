import API
import Domain
import JSON
import ModelFile
import Scoring
import Testing

struct OriginalClientTests {
  @Test func `the original client gets the whole catalogue by id with dates in its own format`() throws {
    let answer = try Site().send("GET", "/init")
    #expect(
      answer.text.hasPrefix(
        #"{"result":[{"id":0,"title":"The Zero","genre":"Drama, Sci-Fi","date":"1999-May-01"},"#
          + #"{"id":5,"title":"Five","genre":"","date":null}"#))
  }

  @Test func `the original client gets recommendations in its format, and unknown fields are ignored`() throws {
    let answer = try Site().send("POST", "/recommend", #"{"context":[0],"model":"EASE","colour":"red"}"#)
    #expect(
      answer.text
        == #"{"result":[{"id":7,"title":"Seven","genre":"Crime","date":"1995-Jan-01"},"#
        + #"{"id":5,"title":"Five","genre":"","date":null}]}"#)
  }

  @Test func `the original client may send any number of movies, known or not`() throws {
    let site = try Site()
    let ids = ["7", "5"] + (1_000..<3_000).map(String.init) + ["\(Int64.min)", "\(Int64.max)", "9", "0"]
    let answer = try site.send("POST", "/recommend", #"{"model":"EASE","context":[\#(ids.joined(separator: ","))]}"#)
    // No movie is left to recommend: the list is empty.
    #expect(answer.status == 200 && answer["result"] == .array([]), "\(answer.text)")
    let refused = try site.send(
      "POST", "/api/recommend", #"{"model":"EASE","context":[\#(ids.joined(separator: ","))]}"#)
    #expect(refused.error == "INVALID_CONTEXT")
  }

  /// Movie 0 leads to movie 2,058 with weight 1, and movie 2,049 to movie 2,059 with weight 0.5.
  @Test func `only the last movies of a context beyond the limit count, and none of it is recommended`() throws {
    let count: Int64 = 2_060
    let contents = ModelFileContents(
      model: "ItemKNN", trainedAt: 1_000_000, fingerprint: 0, hyperparameters: [], figures: [], items: Array(0..<count),
      sections: SparseScorer.sections(
        rows: [0] + (1...count).map { $0 > 2_049 ? 2 : 1 }, columns: [2_058, 2_059], weights: [1, 0.5]))
    let catalogue = Catalogue(
      movies: (0..<count).map { Movie(id: $0, title: "Film \($0)", genres: [], date: nil) }, version: 1)
    let site = try Site(
      catalogue: catalogue, models: [.itemKNN: .available(Model(ModelFile.decode(contents.encoded()), as: .itemKNN))])
    func best(_ context: Range<Int64>) throws -> [Int64] {
      let ids = context.map(String.init).joined(separator: ",")
      let answer = try site.send("POST", "/recommend", #"{"model":"ItemKNN","context":[\#(ids)]}"#)
      return answer["result"]?.elements.compactMap { $0["id"]?.wholeNumber } ?? []
    }
    #expect(try best(0..<2_000).prefix(2) == [2_058, 2_000])
    #expect(try best(0..<2_050) == [2_059] + (2_050..<2_059))
  }

  @Test func `the health check of the original client is unchanged`() throws {
    #expect(try Site().send("GET", "/api/health").text == #"{"status":"healthy","service":"recommendation-api"}"#)
  }
}

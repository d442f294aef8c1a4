import Foundation
import Testing

/// The tools that look into published models. These tests have their own site, since they train.
extension LiveSuites {
  @Suite struct ModelTools {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try Self.own.get() }

    /// A site with two versions of EASE and of ItemKNN.
    private static let own = Result {
      let site = try LiveSite()
      try site.train(["EASE", "ItemKNN", "--lambda", "20", "--neighbours", "5", "--force"])
      return site
    }

    @Test func `two versions are compared on the same users, unless their taste differs`() throws {
      let (status, lines) = try site.trainer("compare", "EASE")
      #expect(status == 0 && lines.count == 3)
      #expect(lines.first?.hasPrefix("EASE 2") == true && lines.last?.contains(" users: ") == true)
      let models = try site.trainer("compare", "ItemKNN", "EASE")
      #expect(models.status == 0 && models.lines.count == 3, "\(models.lines)")
      let folder = try makeTemporaryFolder()
      for taste in ["liked", "all"] {
        try site.train(["ItemKNN", "--positive", taste, "--models", "\(folder)/models"])
      }
      let other = try site.trainer("compare", "ItemKNN", "--models", "\(folder)/models")
      #expect(other.status == 1 && other.lines.last?.contains("cannot be compared: their positive differs") == true)
    }

    @Test func `the difference of two versions names the movies that gained and lost`() throws {
      let (status, lines) = try site.control("models", "diff", "EASE")
      #expect(status == 0 && lines.count > 5, "\(lines)")
      #expect(lines.contains("movies: 60, 0 of them new, 0 gone"))
      #expect(lines.contains { $0.hasPrefix("  +") && $0.contains(": ") && $0.contains("Film ") })
      let served = try #require(try site.control("models", "list").lines.first { $0.hasPrefix("EASE: ") })
      let version = try #require(served.split(separator: " ").dropFirst().first?.dropLast())
      let same = try site.control("models", "diff", "EASE", String(version), "--json")
      let json = try JSON(Array(try #require(same.lines.first).utf8))
      #expect(same.status == 0 && json["overlap"]?.double == 1 && json["unchanged"]?.double == 1)
      #expect(json["from"] == json["to"] && json["gained"] == [] && json["lost"] == [])
      let unknown = try site.control("models", "diff", "EASE", "20000101T000000Z-00000000")
      #expect(unknown.status == 1 && unknown.lines.last?.contains("20000101T000000Z-00000000") == true)
    }
  }
}

import Foundation
import Glibc
import Testing

/// Model files that are damaged in every way there is, while the pool serves them under load. A site of its own.
extension Live {
  @Suite struct ModelFaults {
    private static let own = Result { try Site() }
    let site: Site
    var client: Client { site.client }
    private let recommend = Request("POST", "/api/recommend", body: #"{"model":"EASE","context":[5]}"#)

    init() throws { site = try Self.own.get() }

    private func version() throws -> String? {
      try client.send(recommend).json["model_version"]?.string
    }

    /// Whether every worker serves this version, as far as many requests tell.
    private func isServed(_ version: String) throws -> Bool {
      try (0..<12).allSatisfy { _ in try self.version() == version }
    }

    /// The version that is served, with an older one beside it.
    private func trainedTwice() throws -> (older: String, served: String) {
      try site.train(["EASE"])
      try site.train(["EASE"])
      let files = try JSON(Array(site.control("models", "list", "--json").lines.joined().utf8))["models"]?[0]
      let older = try #require(files?["older"]?[0]?.string)
      let served = try #require(files?["version"]?.string)
      #expect(eventually(within: 10) { (try? isServed(served)) == true })
      return (older, served)
    }

    @Test func `a new model costs no request, and every worker serves it within a second`() throws {
      let (_, before) = try trainedTwice()
      let load = Load(recommend, to: client, clients: 4)
      for _ in 0..<3 {
        try site.train(["EASE"])
        pause(1)
        let served = try #require(try version())
        #expect(try isServed(served) && served != before)
      }
      let result = try load.stop()
      print("three new models under load: \(result.answers)")
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
    }

    @Test func `a file that is cut off in its place costs what its workers are at, and the version before is served`()
      throws
    {
      let (older, served) = try trainedTwice()
      let load = Load(recommend, to: client, clients: 4)
      pause(0.3)
      // Nobody should do that: whoever reads a page that has gone is ended by SIGBUS.
      #expect(truncate(site.modelFile("EASE"), 0) == 0)
      #expect(eventually(within: 10) { (try? isServed(older)) == true })
      let result = try load.stop()
      let lost = result.answers.filter { $0.key != 200 }.values.reduce(0, +)
      FaultReport.tell("a mapped model file cut off in its place (POST)", result)
      // At most what two workers with two slots each were at, twice.
      #expect(lost <= 8 && Set(result.answers.keys).isSubset(of: [200, 502, 503]) && result.failures == [])
      #expect(site.serverLog.contains("an older model is served"))
      try site.train(["EASE", "--force"])
      #expect(eventually(within: 10) { (try? version()).map { $0 != older && $0 != served } == true })
    }

    /// Where in the file (see the table in `ModelFileLayout`), what is written there, and how the fault is called.
    @Test(arguments: [
      (0, "NOTAFILE", "not a model file"), (8, "\u{4}\u{3}\u{2}\u{1}", "byte order"), (12, "\u{63}\0\0\0", "version"),
      (-1, "~", "checksum"),
    ])
    func `a file that is overwritten in its place is refused by the name of its fault`(
      offset: Int, text: String, fault: String
    ) throws {
      let (older, _) = try trainedTwice()
      let load = Load(recommend, to: client, clients: 2)
      let file = try #require(fopen(site.modelFile("EASE"), "r+"))
      fseek(file, offset, offset < 0 ? SEEK_END : SEEK_SET)
      fwrite(text, 1, text.utf8.count, file)
      fclose(file)
      #expect(eventually(within: 5) { (try? isServed(older)) == true })
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      let refusals = site.serverLog.split(separator: "\n").filter { $0.contains("model file refused") }
      #expect(refusals.last?.contains(fault) == true, "\(refusals.last ?? "")")
    }

    @Test func `a worker that starts on a damaged file serves the version before`() throws {
      let (older, _) = try trainedTwice()
      #expect(truncate(site.modelFile("EASE"), 100) == 0)
      try site.restartServer()
      #expect(try isServed(older))
      let models = try client.get("/api/models").json["models"]
      #expect(models?[0]?["available"] == true && models?[0]?["version"]?.string == older)
    }

    @Test func `a directory that is away costs nothing but the new models`() throws {
      let (_, served) = try trainedTwice()
      let folder = "\(site.folder)/models"
      #expect(rename(folder, "\(folder).away") == 0)
      #expect(eventually(within: 3) { site.serverLog.contains("models directory cannot be read") })
      pause(0.6)
      #expect(try isServed(served))
      #expect(rename("\(folder).away", folder) == 0)
      try site.train(["EASE"])
      #expect(eventually(within: 3) { (try? version()).map { $0 != served } == true })
    }
  }
}

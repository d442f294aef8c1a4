import Foundation
import Testing

/// Failures while the real trainer trains a model. What is served must not change.
extension LiveSuites {
  @Suite struct TrainingFailures {
    let site: LiveSite

    init() throws { site = try Self.own.get() }

    private static let own = Result { try LiveSite() }

    @Test func `a training that runs out of disk space says so and leaves the served file`() throws {
      let before = try folder()
      // Limits the size of files, in blocks of 512 bytes. The model takes 15 KiB.
      let training = try site.startTraining(["EASE", "--force"], prelude: "trap '' XFSZ; ulimit -f 16;")
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains("cannot write"))
      #expect(try folder() == before)
    }

    @Test func `a training reads from the replica, whether or not the database answers`() throws {
      let socket = try Settings.databaseSocket()
      let training = try site.startTraining(
        ["EASE", "--force"],
        prelude: "export MARQUEE_DATABASE_SOCKET=/nowhere MARQUEE_DATABASE_READ_SOCKET=\(socket);")
      #expect(training.waitForEnd() == 0, "\(training.output)")
    }

    @Test func `a killed training leaves the served file, and the next training removes its leftovers`() throws {
      let before = try folder()
      let training = try site.startTraining(["NeuralMF", "--epochs", "10000"])
      #expect(eventually { training.output.contains("NeuralMF: training") })
      training.signal(SIGKILL)
      #expect(training.waitForEnd() == 128 + SIGKILL)
      #expect(try folder().filter { !$0.key.hasPrefix(".") } == before)
      try site.train()
      #expect(try folder().keys.allSatisfy { !$0.hasPrefix(".") })
    }

    @Test func `a model that is much worse is not published unless forced`() throws {
      try site.train(["DeepFM", "--epochs", "10"])
      let before = try folder()
      // At this rate the model practically learns nothing.
      let worse = ["DeepFM", "--epochs", "1", "--learning-rate", "0.000000001"]
      let training = try site.startTraining(worse)
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains("DeepFM stays as it is"))
      #expect(try folder() == before)
      try site.train(worse + ["--force"])
      #expect(try folder()["DeepFM.marquee"] != before["DeepFM.marquee"])
    }

    @Test func `the ratings of a deleted user are not in the next model`() throws {
      try site.train()
      let before = try fingerprint()
      let account = try site.register()
      let liked: [JSON] = [0, 1, 2].map { ["movie_id": $0, "interaction_type": "rate", "rating": 5] }
      _ = try expectSuccess(
        try site.client.post("/api/interactions/batch", ["interactions": .array(liked)], token: account.token), 201)
      try site.train()
      #expect(try fingerprint() != before)
      let body = #"{"password":"\#(account.password)"}"#
      let deletion = HTTPRequest("DELETE", "/api/auth/user", body: body, token: account.token)
      #expect(try site.client.send(deletion).status == 204)
      try site.train()
      #expect(try fingerprint() == before)
    }

    @Test func `rows with a zero date are skipped and reported, and too many of them fail the training`() throws {
      func train() throws -> ChildProcess {
        let training = try site.startTraining(["EASE", "--force"])
        #expect(training.waitForEnd() != nil)
        return training
      }
      let before = try site.schema.sql("SELECT user_id, movie_id, rated_at FROM ratings").split(separator: "\n").count
      func zero(_ users: String) throws {
        try site.schema.sql("SET sql_mode = ''; UPDATE ratings SET rated_at = '0000-00-00' WHERE user_id IN (\(users))")
      }
      defer { _ = try? site.schema.sql("UPDATE ratings SET rated_at = '1998-01-01' WHERE rated_at = 0") }
      try zero("1, 2")
      let some = try train()
      #expect(some.exitStatus == 0 && some.output.contains("ratings.rated_at is 0000-00-00"), "\(some.output)")
      try zero("SELECT user_id FROM users")
      let all = try train()
      #expect(before > 100 && all.exitStatus == 1 && all.output.contains("rejected"), "\(all.output)")
    }

    @Test func `a training on an empty database fails and leaves the model files`() throws {
      let before = try folder()
      let empty = try SiteSchema(in: site.schema.server)
      let settings = "MARQUEE_DATABASE_NAME=\(empty.name) MARQUEE_DATABASE_USER=\(empty.account("train"))"
      for statement in try site.schema.sql("SHOW TABLES").split(separator: "\n") {
        try empty.sql("CREATE TABLE \(statement) LIKE \(site.schema.name).\(statement)")
      }
      let training = try site.startTraining(["EASE"], prelude: "export \(settings);")
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains("there is nothing to learn from"))
      #expect(try folder() == before)
    }

    /// The contents of each model file, by name.
    private func folder() throws -> [String: Data] {
      let path = URL(filePath: site.modelFile("EASE")).deletingLastPathComponent()
      // The pool keeps its catalogue and statistics there, too, and may write them at any time.
      let others = ["last-training.json", "catalogue.marquee", "statistics.marquee"]
      let names = try FileManager.default.contentsOfDirectory(atPath: path.path).filter { !others.contains($0) }
      return Dictionary(
        uniqueKeysWithValues: names.map { ($0, (try? Data(contentsOf: path.appending(path: $0))) ?? Data()) })
    }

    /// Fingerprint of the data that ItemKNN was trained on, from the header of its file.
    private func fingerprint() throws -> Data {
      try Data(contentsOf: URL(filePath: site.modelFile("ItemKNN")))[56..<64]
    }
  }
}

import Foundation
import Testing

/// How the real trainer treats data that may be a mistake, and what it reports about it.
extension LiveSuites {
  @Suite struct TrainingInputs {
    let site: LiveSite

    init() throws { site = try Self.own.get() }

    private static let own = Result { try LiveSite() }

    @Test func `a model trained on four ratings does not replace a good one unless forced`() throws {
      try site.train()
      let before = try [file("EASE"), file("ItemKNN")]
      let data = "\(try makeTemporaryFolder())/ratings.csv"
      try write(["userId,movieId,rating,timestamp", "1,1,5,1", "1,2,5,2", "2,2,5,3", "2,3,4,4"], data)
      let training = try site.startTraining(["EASE", "ItemKNN", "--data", data])
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains("EASE stays as it is") && training.output.contains("ItemKNN stays as it is"))
      #expect(try [file("EASE"), file("ItemKNN")] == before)
      let record = try lastTraining()
      #expect(record?["data"] == "files (.csv)" && record?["rows"] == 4 && record?["positives"] == 4)
      #expect(record?["models"]?.array?.map { $0["outcome"] } == ["refused", "refused"])
      #expect(record?["models"]?[0]?["reason"]?.string?.contains("the data has 2 users, but") == true)

      try site.train(["ItemKNN", "--data", data, "--force"])
      #expect(try file("ItemKNN") != before[1])
      let forced = try lastTraining()?["models"]?[0]
      #expect(forced?["outcome"] == "published")
      #expect(forced?["reason"]?.string?.hasPrefix("forced: the data has 2 users") == true)
      // The next model is compared with the forced one, but needs no force, because its data have another source.
      try site.train(["ItemKNN"])
      let reason = try lastTraining()?["models"]?[0]?["reason"]?.string
      let sources = "it was trained on data from files (.csv), the new model on data from database"
      #expect(reason?.hasPrefix("not comparable: \(sources)") == true)
    }

    @Test func `a model that cannot be trained does not affect the others`() throws {
      let folder = try makeTemporaryFolder()
      let training = try site.startTraining(
        [
          "EASE", "ItemKNN", "--lambda", "1e300", "--data", try LiveDataSet.write(to: folder), "--models",
          "\(folder)/m",
        ])
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains("EASE stays as it is: EASE has weights that are not finite"))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/m").sorted() == [
          "ItemKNN.marquee", "last-training.json",
        ])
    }

    @Test func `a training on a file without times succeeds, and the trainer reports that they are missing`() throws {
      let (training, _) = try train("userId,movieId,rating,when", ["5,9"], ["--unmeasured"])
      #expect(training.waitForEnd() == 0, "\(training.output)")
      #expect(training.output.contains("there is no column of times (timestamp, unix_timestamp, rated_at, time)"))
    }

    @Test func `a training on a file without rows fails`() throws {
      let (training, files) = try train(Self.header, [], [])
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains("there is nothing to learn from") && training.output.contains("has no ratings"))
      #expect(try files() == ["last-training.json"])
    }

    @Test func `models that get slightly worse each time are refused once the total loss is too large`() throws {
      let folder = try makeTemporaryFolder()
      let data = try LiveDataSet.write(to: folder)
      func fit(_ neighbours: Int) throws -> Int32? {
        try site.startTraining(
          ["ItemKNN", "--data", data, "--models", "\(folder)/models", "--neighbours", "\(neighbours)"]
        ).waitForEnd()
      }
      #expect(try fit(60) == 0)
      let steps = try [8, 6, 4, 2, 1].map(fit)
      #expect(steps.suffix(2) == [1, 1], "\(steps)")
    }

    @Test func `the models command shows the outcome of the last training`() throws {
      try site.train(["EASE"])
      let (status, lines) = try site.control("models")
      #expect(status == 0)
      #expect(lines.contains { $0.hasPrefix("last training: ") && $0.hasSuffix("succeeded") })
      #expect(lines.contains { $0.hasPrefix("  EASE: published, ") })
      #expect(lines.contains("  trained on: data database") && lines.contains("  trained on: threshold 4"))
      let training = try site.startTraining(["EASE", "--data", "/nowhere"])
      #expect(training.waitForEnd() == 1)
      #expect(try lastTraining()?["fault"] == "cannot open /nowhere: No such file or directory")
      #expect(try site.control("models").lines.contains { $0.hasPrefix("last training: ") && $0.hasSuffix("failed") })
    }

    /// A header, the values that a hundred rows have in turn, and the expected message.
    @Test(arguments: [
      (header, (1...10).map { "\($0),1" }, "If 10 is the best rating, use --scale 10"),
      (header, (0...9).map { "\($0 * 11),1" }, "If 100 is the best rating, use --scale 100"),
      (header, ["0,1", "1,1"], "If 1 is the best rating, use --scale 1. If every row is a like, use --positive all"),
      (
        header, ["five,1"] + [String](repeating: "5,1", count: 9),
        "10 of 100 rows were rejected, which is more than 5 %"
      ),
      (header, ["5,4102444800"] + [String](repeating: "5,1", count: 9), "10: the time lies in the future"),
      (header, ["3,1"], "none of 100 signals says that a movie was liked. To count lower ratings: --threshold"),
      (
        "userId,movieId,timestamp", ["1"],
        "has no column 'rating'. If every row is a movie that was liked: --positive all"
      ),
    ])
    func `ratings that are probably misread are refused with a hint at the right option`(
      header: String, marks: [String], text: String
    ) throws {
      let (training, files) = try train(header, marks, [])
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains(text), "\(training.output)")
      #expect(try files() == ["last-training.json"])
    }

    @Test(arguments: [
      (header, (1...10).map { "\($0),1" }, ["--scale", "10"]),
      (header, ["0,1", "1,1"], ["--scale", "1"]),
      (header, ["3,1"], ["--threshold", "3"]),
      (header, ["five,1"] + [String](repeating: "5,1", count: 9), ["--allow-rejected"]),
      (header, ["five,1"] + [String](repeating: "5,1", count: 9), ["--force"]),
      ("userId,movieId,timestamp", ["1"], ["--positive", "all"]),
    ])
    func `ratings that were refused as misread are accepted with the option from the hint`(
      header: String, marks: [String], options: [String]
    ) throws {
      let (training, files) = try train(header, marks, options)
      #expect(training.waitForEnd() == 0, "\(training.output)")
      #expect(try files() == ["ItemKNN.marquee", "last-training.json"])
    }

    @Test func `a file's rating with a time in the far future changes no metric, even with a half-life`() throws {
      let folder = try makeTemporaryFolder()
      let data = try LiveDataSet.write(to: folder)
      func figures() throws -> [Substring] {
        let training = try site.startTraining(
          ["EASE", "--data", data, "--models", "\(folder)/models", "--half-life", "365", "--force"])
        #expect(training.waitForEnd() == 0)
        return training.output.split(separator: "\n").filter { $0.hasPrefix("EASE  ") || $0.contains("positives of") }
      }
      let before = try figures()
      let rows = try String(contentsOfFile: "\(data)/small.inter", encoding: .utf8)
      try (rows + "1\t0\t5\t4102444800\n").write(toFile: "\(data)/small.inter", atomically: true, encoding: .utf8)
      #expect(try figures() == before && before.count == 2)
    }

    @Test func `likes without times cannot fade`() throws {
      let folder = try makeTemporaryFolder()
      let rows = (1...50).flatMap { user in (1...9).map { "\(user),\($0 + user % 3),4,2023-11-14" } }
      let data = "\(folder)/ratings.csv"
      try (["userId,movieId,rating,date"] + rows).joined(separator: "\n").write(
        toFile: data, atomically: true, encoding: .utf8)
      let training = try site.startTraining(
        ["EASE", "--data", data, "--models", "\(folder)/models", "--half-life", "3", "--force"])
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains("--half-life needs a column 'timestamp'"), "\(training.output)")
    }

    @Test func `a database rating with a time in the far future is reported and not counted`() throws {
      let options = ["ItemKNN", "--half-life", "365", "--force"]
      try site.train(options)
      let before = try lastTraining()
      let place = "WHERE user_id = 5 ORDER BY movie_id LIMIT 1"
      let time = try site.schema.sql("SELECT rated_at FROM ratings \(place)").trimmingCharacters(
        in: .whitespacesAndNewlines)
      try site.schema.sql("UPDATE ratings SET rated_at = '2100-01-01' \(place)")
      let training = try site.startTraining(options)
      #expect(training.waitForEnd() == 0)
      try site.schema.sql("UPDATE ratings SET rated_at = '\(time)' \(place)")
      #expect(training.output.contains("  1: the time lies in the future, for example user 5, movie "))
      let after = try lastTraining()
      #expect(after?["rejected"] == 1 && after?["users"] == before?["users"] && after?["rows"] == before?["rows"])
    }

    @Test func `a single user is too few for metrics, but enough for a first model`() throws {
      let folder = try makeTemporaryFolder()
      try write(["userId,movieId,rating,timestamp"] + (1...20).map { "1,\($0),5,1" }, "\(folder)/ratings.csv")
      let training = try site.startTraining(["ItemKNN", "--data", folder, "--models", "\(folder)/models"])
      #expect(training.waitForEnd() == 0)
      #expect(training.output.contains("20 positives of 1 user, 20 movies, from 20 signals"))
      #expect(training.output.contains("nothing can be measured"))
    }

    private static let header = "userId,movieId,rating,timestamp"

    /// Starts training ItemKNN on ten users with ten movies each, into a new directory.
    /// - Returns: the training, and a function that lists the files in the directory.
    private func train(
      _ header: String, _ marks: [String], _ options: [String]
    ) throws -> (ChildProcess, files: () throws -> [String]) {
      let folder = try makeTemporaryFolder()
      let rows = (0..<(marks.isEmpty ? 0 : 100)).map { "\(1 + $0 / 10),\(1 + $0 % 10),\(marks[$0 % marks.count])" }
      try write([header] + rows, "\(folder)/ratings.csv")
      let models = "\(folder)/models"
      let training = try site.startTraining(["ItemKNN", "--data", folder, "--models", models] + options)
      return (training, { try FileManager.default.contentsOfDirectory(atPath: models).sorted() })
    }

    private func write(_ lines: [String], _ path: String) throws {
      try writeText(lines.joined(separator: "\n") + "\n", to: path)
    }

    private func lastTraining() throws -> JSON? {
      try JSON(Array(site.control("models", "list", "--json").lines.joined().utf8))["last_training"]
    }

    /// The contents of a model's file.
    private func file(_ model: String) throws -> Data { try Data(contentsOf: URL(filePath: site.modelFile(model))) }
  }
}

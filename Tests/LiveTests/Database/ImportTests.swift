import Foundation
import Testing

/// What `marquee-ctl import` reports about faulty data, and which rows reach the database.
extension LiveSuites {
  @Suite struct ImportingFiles {
    private let schema: SiteSchema
    private let folder: String

    init() throws {
      schema = try SiteSchema(in: .given())
      folder = try makeTemporaryFolder()
      try writeText("\(SiteSchema.password)\n", to: "\(folder)/password")
      let lines = [
        "database_socket = \(schema.server.socket)", "database_name = \(schema.name)",
        "database_user = \(schema.account("migrate"))", "database_password_file = \(folder)/password",
        "migrations = \(Settings.root)/sql",
      ]
      try writeText(lines.joined(separator: "\n") + "\n", to: "\(folder)/marquee.conf")
      #expect(try control("migrate").status == 0)
    }

    @Test func `faulty rows are reported with line number and text, and the other rows are imported`() throws {
      try write(
        movies:
          "1,Alpha (1995),Drama | Comedy\n2,Beta, The (1996),War\n3,Ga\u{202E}mma,War\n9007199254740993,Big,War\n",
        ratings: "1, 1, 4.0, 1112486027000\n1,1,4,5,1112486027\n1,2,4,1112486027\n1,1,5,4102444800\n1.5,1,5,1\n")
      let (status, output) = try control("import", "--data", folder)
      #expect(status == 0)
      for text in [
        "movies: 1 added, 0 changed, 0 already there, 3 rejected",
        "ratings: 1 added, 0 changed, 0 already there, 4 rejected",
        "\(folder)/movies.csv:3: 4 fields, not 3, in: 2,Beta, The (1996),War",
        "the title has the invisible character U+202E, in: 3,Ga\\u{202E}mma,War",
        "the movie id is not within ±9007199254740991",
        "\(folder)/movies.csv:5", "\(folder)/ratings.csv:3: 5 fields, not 4, in: 1,1,4,5,1112486027",
        "rejected 1: the movie is not in the catalogue", "\(folder)/ratings.csv:4", "the time lies in the future",
        "'1.5' is not a user id", "1 times were read as milliseconds since 1970", "4 of 5 ratings were rejected",
      ] { #expect(output.contains(text), "\(text)") }
      #expect(try schema.sql("SELECT id, title, date FROM movies") == "1\tAlpha (1995)\t1995-01-01\n")
      #expect(try schema.sql("SELECT name FROM genres ORDER BY name") == "Comedy\nDrama\n")
      #expect(try schema.sql("SELECT half_stars, rated_at FROM ratings") == "8\t2005-04-02 23:53:47.000000\n")
    }

    @Test func `three of the rows that are rejected for one reason are shown`() throws {
      try write(
        movies: "1,Alpha (1995),Drama\n",
        ratings: "1,1,4,1112486027\n" + (2...6).map { "1,\($0),4,1112486027\n" }.joined())
      let (status, output) = try control("import", "--data", folder)
      #expect(status == 0 && output.contains("rejected 5: the movie is not in the catalogue"), "\(output)")
      #expect(output.matches(of: /ratings\.csv:[0-9]/).count == 3, "\(output)")
    }

    @Test(arguments: [
      (Array("1,1,4,1112486027\n".utf8), "has an unknown layout: its first line is '1,1,4,1112486027'"),
      (Array("userId,movieId,rating,timestamp\n".utf8), "has no rows"),
      (Array("userId,movieId,rating,timestamp\n1,1,nan,1\n1,1,7,1\n".utf8), "no row of"),
      ([], "is empty"), ([0x1F, 0x8B, 8, 0], "gunzip"),
    ])
    func `a rating file that cannot be read leaves the movies unchanged`(ratings: [UInt8], text: String) throws {
      try write(movies: "1,Alpha (1995),Drama\n", ratings: "")
      try Data(ratings).write(to: URL(filePath: "\(folder)/ratings.csv"))
      let (status, output) = try control("import", "--data", folder)
      #expect(status == 1 && output.contains(text), "\(output)")
      #expect(try schema.sql("SELECT COUNT(*) FROM movies") == "0\n")
    }

    @Test func `a report with many reasons for rejection has an example of each`() throws {
      let movies = (1...30).map { "\($0)\(String(repeating: ",x", count: $0 + 2))\n" }.joined()
      try write(movies: "99,Alpha (1995),Drama\n" + movies, ratings: "1,99,4,1112486027\n")
      let (status, output) = try control("import", "--data", folder)
      #expect(status == 0 && output.contains("movies: 1 added, 0 changed, 0 already there, 30 rejected"), "\(output)")
      #expect(output.contains("rejected 10: other reasons, an example of each"), "\(output)")
      for fields in 4...33 { #expect(output.contains(": \(fields) fields, not 3, in: "), "\(fields)") }
    }

    @Test(arguments: ["-5", "0", "inf", "nan", "=-5"])
    func `a scale that is not a positive number is refused`(scale: String) throws {
      try write(movies: "1,Alpha (1995),Drama\n", ratings: "1,1,4,1112486027\n")
      let option = scale.hasPrefix("=") ? ["--scale\(scale)"] : ["--scale", scale]
      for program in [["marquee-ctl", "import"], ["marquee-train", "fit"]] {
        let child = try ChildProcess(
          ["\(Settings.executables())/\(program[0])", program[1], "--data", folder] + option,
          log: "\(makeTemporaryFolder())/log")
        #expect(child.waitForEnd() == 64)
        #expect(child.output.contains("--scale must be a number above 0"), "\(child.output)")
      }
    }

    @Test func `a scale is refused without files, since ratings in the database are stars`() throws {
      let child = try ChildProcess(
        ["\(Settings.executables())/marquee-train", "fit", "--scale", "10"], log: "\(makeTemporaryFolder())/log")
      #expect(child.waitForEnd() == 64)
      #expect(child.output.contains("--scale needs --data"), "\(child.output)")
    }

    @Test func `importing ratings of unknown movies only is an error`() throws {
      try write(movies: "1,Alpha (1995),Drama\n", ratings: "1,7,4,1112486027\n")
      let (status, output) = try control("import", "--data", folder)
      #expect(status == 1 && output.contains("marquee-ctl: no ratings could be imported from \(folder)/ratings.csv"))
    }

    @Test func `ratings on another scale are refused before any write, and imported if the scale is given`() throws {
      let movies = (1...12).map { "\($0),Film \($0),Drama\n" }.joined()
      let ratings = (0..<120).map { "\($0 / 12 + 1),\($0 % 12 + 1),\($0 % 10 + 1),1112486027\n" }.joined()
      try write(movies: movies, ratings: ratings)
      let (status, output) = try control("import", "--data", folder)
      #expect(status == 1 && output.contains("--scale 10"), "\(output)")
      #expect(try schema.sql("SELECT COUNT(*) FROM movies") == "0\n")
      let (again, told) = try control("import", "--data", folder, "--scale", "10")
      #expect(again == 0 && told.contains("ratings: 120 added"), "\(told)")
      #expect(try schema.sql("SELECT MAX(half_stars), MIN(half_stars) FROM ratings") == "10\t1\n")
    }

    @Test func `importing a movie file without genres removes no genres`() throws {
      try write(movies: "1,Alpha (1995),Drama\n", ratings: "1,1,4,1112486027\n")
      #expect(try control("import", "--data", folder).status == 0)
      try writeText("movieId,title\n1,Alpha Beta (1995)\n", to: "\(folder)/movies.csv")
      let (status, output) = try control("import", "--data", folder)
      #expect(status == 0 && output.contains("no genre column"), "\(output)")
      #expect(
        try schema.sql(
          "SELECT title, name FROM movies JOIN movie_genres ON movie_id = movies.id JOIN genres ON genre_id = genres.id"
        ) == "Alpha Beta (1995)\tDrama\n")
    }

    @Test(arguments: ["users", "check-config"])
    func `a command that cannot write its result fails`(command: String) throws {
      let child = try ChildProcess(
        [
          "/bin/sh", "-c",
          "exec '\(Settings.executables())/marquee-ctl' \(command) --config '\(folder)/marquee.conf' >/dev/full",
        ],
        log: "\(makeTemporaryFolder())/log")
      #expect(child.waitForEnd() == 1)
      #expect(child.output.contains("cannot write the result: No space left on device"), "\(child.output)")
    }

    // MARK: -

    private func write(movies: String, ratings: String) throws {
      try writeText("movieId,title,genres\n" + movies, to: "\(folder)/movies.csv")
      try writeText("userId,movieId,rating,timestamp\n" + ratings, to: "\(folder)/ratings.csv")
    }

    private func control(_ arguments: String...) throws -> (status: Int32?, output: String) {
      let child = try ChildProcess(
        ["\(Settings.executables())/marquee-ctl"] + arguments + ["--config", "\(folder)/marquee.conf"],
        log: "\(makeTemporaryFolder())/log")
      return (child.waitForEnd(), child.output)
    }
  }
}

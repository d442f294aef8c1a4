import ArgumentParser
import Configuration
import Domain
import MariaDB
import RatingFiles
import Stores

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring films, users and ratings of a data set into the database.",
    discussion: """
      Reads MovieLens in its layouts 100K (u.data), 1M and 10M (ratings.dat), 20M and later (ratings.csv), and RecBole's \
      atomic files (.inter, .item, .user). Users keep their ids and cannot log in. Rows that cannot be taken are \
      reported with their reasons; the same data a second time changes nothing.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(help: "A folder, or a file of ratings with the others beside it.")
  var data: String

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let source = try DataSource.open(data)
      let address = Address(configuration, password: try configuration.databasePassword()).waiting(seconds: 600)
      let imports = try Imports(Connection(address), at: .now())
      try importMovies(source, imports)
      try importUsers(source, imports)
      try importRatings(source, imports)
      try imports.finish()
    }
  }

  private func importMovies(_ source: DataSource, _ imports: Imports) throws {
    guard var reader = try source.readMovies() else {
      return say("The data set has no file of films: ratings of films that are not in the database are rejected.")
    }
    var report = ImportReport("films")
    try report.read({ try reader.next() }) { try imports.add($0) }
    if reader.repeatedTitles > 0 {
      report.remark("\(reader.repeatedTitles) films have the title and date of another one; each keeps its own id")
    }
    print(report.text)
    guard report.taken > 0 else { throw NothingImported(kind: "films") }
  }

  private func importUsers(_ source: DataSource, _ imports: Imports) throws {
    guard var reader = try source.readUsers() else { return }
    var report = ImportReport("users")
    try report.read({ try reader.next() }) { try imports.add($0) }
    print(report.text)
  }

  private func importRatings(_ source: DataSource, _ imports: Imports) throws {
    var reader = try source.readRatings()
    var report = ImportReport("ratings")
    try report.read({ try reader.next() }) { rows in
      try imports.add(
        rows.map { Signal(user: $0.user, movie: $0.movie, kind: .rate, rating: $0.rating, at: $0.at) })
    }
    print(report.text)
    guard report.taken > 0 else { throw NothingImported(kind: "ratings") }
  }
}

struct NothingImported: Error, CustomStringConvertible {
  let kind: String
  var description: String { "no \(kind) could be taken: is this the right data?" }
}

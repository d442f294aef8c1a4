import ArgumentParser
import Configuration
import Domain
import MariaDB
import RatingFiles
import Stores

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Import the movies, users and ratings of a data set into the database.",
    discussion: """
      Reads MovieLens in the layouts 100K (u.data), 1M and 10M (ratings.dat), 20M and later (ratings.csv, or \
      rating.csv from Kaggle), and RecBole's atomic files (.inter, .item, .user). If there is a links.csv, movies get \
      the ids that they have at IMDb and TMDb, by which users' own files are matched. Times are seconds, milli-, \
      micro- or nanoseconds since 1970, or ISO 8601. Ratings are half stars from 0.5 to 5, or on the scale given by \
      --scale. Users keep their ids and cannot log in. Before anything is written, every file is opened and the \
      ratings are read; ratings on another scale are refused. Invalid rows are reported with their reasons, and the \
      others are imported. Importing the same data again changes nothing. The exit code is 1 if a file has no valid \
      row.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(help: "A folder, or a ratings file with the other files next to it.")
  var data: String

  @Option(
    parsing: .unconditional,
    help: "The best rating in the file, for example 10 or 100. Default: ratings are half stars, 0.5–5.")
  var scale: Double?

  func validate() throws {
    if let scale, !(scale > 0 && scale.isFinite) { throw ValidationError("--scale must be a number above 0.") }
  }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let now = Timestamp.now()
      let source = try DataSource.open(data)
      let scale = RatingScale(best: scale, implied: nil)
      if let fault = try source.check(scale, at: now).scaleFault(.importing) { throw OtherScale(description: fault) }
      let address = Address(configuration, password: try configuration.databasePassword()).waiting(
        atMost: .seconds(600))
      let imports = try Imports(Connection(address), at: now)
      try importMovies(source, imports)
      try importLinks(source, imports)
      try importUsers(source, imports)
      try importRatings(source, scale, imports, now)
      try imports.finish()
    }
  }

  private func importMovies(_ source: DataSource, _ imports: Imports) throws {
    guard var reader = try source.readMovies() else {
      return say("The data set has no movie file: ratings of movies that are not in the database are rejected.")
    }
    var report = ImportReport("movies", of: reader.path)
    let (hasGenres, hasDates) = (reader.hasGenres, reader.hasDates)
    if !hasGenres { report.remark("the file has no genre column: movies in the database keep their genres") }
    try report.read({ (try reader.next(), reader.line) }) {
      try imports.add($0, hasGenres: hasGenres, hasDates: hasDates)
    }
    if reader.repeatedTitles > 0 {
      report.remark("\(reader.repeatedTitles) movies have the same title and date as another; each keeps its own id")
    }
    try report.finish()
  }

  private func importLinks(_ source: DataSource, _ imports: Imports) throws {
    guard var reader = try source.readLinks() else { return }
    var report = ImportReport("ids of movies", of: reader.path)
    try report.read({ (try reader.next(), reader.line) }) { try imports.add($0.map { ($0.movie, $0.ids) }) }
    try report.finish()
  }

  private func importUsers(_ source: DataSource, _ imports: Imports) throws {
    guard var reader = try source.readUsers() else { return }
    var report = ImportReport("users", of: reader.path)
    try report.read({ (try reader.next(), reader.line) }) { try imports.add($0) }
    try report.finish()
  }

  private func importRatings(
    _ source: DataSource, _ scale: RatingScale, _ imports: Imports, _ now: Timestamp
  ) throws {
    var reader = try source.readRatings(scale, at: now)
    var report = ImportReport("ratings", of: reader.path)
    try report.read({ (try reader.next(), reader.line) }) { rows in
      try imports.add(
        rows.map { Signal(user: $0.user, movie: $0.movie, kind: .rate, rating: $0.rating, at: $0.at) })
    }
    reader.remarks.forEach { report.remark($0) }
    try report.finish()
  }
}

/// Refuses ratings that would be misread. The description says what to do instead.
struct OtherScale: Error, CustomStringConvertible { let description: String }

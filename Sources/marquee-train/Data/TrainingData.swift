import Configuration
import Domain
import MariaDB
import RatingFiles
import Scoring
import Stores
import Training

/// The data to learn from, and where it came from.
struct TrainingData {
  let dataset: Dataset
  /// Nil if ratings do not differ, so that there is no chance to fit.
  let ratings: RatedItems?
  /// By ascending id.
  let movies: [Movie]
  let origin: TrainingBasis
  let intake: Intake

  var record: TrainingRecord.DataRecord {
    TrainingRecord.DataRecord(
      source: origin.source, rows: intake.rows, rejected: intake.rejected, users: dataset.users.count,
      items: dataset.items.count, positives: dataset.positiveCount)
  }
}

/// Data that is not fit for training. The description says why, and what can be done.
struct UnfitData: Error, CustomStringConvertible { let description: String }

/// Reads the data. Throws `UnfitData` if there is nothing to learn from, or if too many rows were rejected.
/// - Parameter isForced: whether to accept the data, however many rows were rejected.
func readData(
  _ options: DataOptions, _ configuration: Configuration, _ progress: any Progress, isForced: Bool = false
) throws -> TrainingData {
  var builder = DatasetBuilder(now: .now())
  var intake = Intake()
  let source: String
  if let data = options.data {
    let files = try DataSource.open(data)
    try read(files, options, into: &builder, &intake, progress)
    source = "files\(suffix(of: files.ratings))"
  } else {
    try read(database: configuration, options.positives, into: &builder, &intake, progress)
    source = TrainingBasis.database
  }
  progress.end()
  intake.report.forEach(say)
  if let fault = intake.fault(threshold: options.positives.threshold.stars), !options.allowRejected, !isForced {
    throw UnfitData(description: fault)
  }
  guard builder.signalCount > 0 else {
    throw UnfitData(description: "there is nothing to learn from: \(options.data ?? "the database") has no ratings")
  }
  let dataset = builder.build(options.positives)
  guard dataset.positiveCount > 0 else {
    throw UnfitData(
      description: """
        there is nothing to learn from: none of \(counted(builder.signalCount, "signal")) says that a movie was liked. \
        To count lower ratings: --threshold; to count all: --positive all
        """)
  }
  let counts = "\(counted(dataset.positiveCount, "positive")) of \(counted(dataset.users.count, "user"))"
  say("\(counts), \(counted(dataset.items.count, "movie")), from \(counted(builder.signalCount, "signal"))")
  return TrainingData(
    dataset: dataset, ratings: builder.ratings(), movies: builder.knownMovies,
    origin: TrainingBasis(source: source, options.positives, builder.counts, dataset), intake: intake)
}

private func read(
  database configuration: Configuration, _ positives: Positives, into builder: inout DatasetBuilder,
  _ intake: inout Intake, _ progress: any Progress
) throws {
  progress.begin("reading the database", expected: nil)
  let password = try configuration.databasePassword()
  let connection = Connection(Address(reading: configuration, password: password))
  if configuration.readsFromReplica {
    // Training needs only the replica, so the other may be away.
    let database = Connection(Address(configuration, password: password))
    if let lag = try? ReplicaLag.measure(of: connection, behind: database, patience: .seconds(1)) { say("\(lag)") }
  }
  for movie in try Movies(connection).catalogue(rejected: { say("impossible row in the database: \($0)") }) {
    builder.add(movie)
  }
  let signals = TrainingSignals(connection, includesViews: positives.considers(.view))
  try signals.forEach(rejected: { intake.reject("impossible row in the database", example: $0) }) {
    take($0, into: &builder, &intake)
  }
  try signals.forEachKnownUser(rejected: { say("impossible row in the database: \($0)") }) { builder.add($0, $1) }
}

private func read(
  _ source: DataSource, _ options: DataOptions, into builder: inout DatasetBuilder, _ intake: inout Intake,
  _ progress: any Progress
) throws {
  progress.begin("reading \(source.ratings)", expected: nil)
  if var movies = try source.readMovies() {
    while let row = try movies.next() {
      switch row {
      case .accepted(let movie), .mended(let movie, _): builder.add(movie)
      case .rejected: break
      }
    }
  }
  if var users = try source.readUsers() {
    while let row = try users.next() {
      switch row {
      case .accepted(let user), .mended(let user, _): builder.add(user.id, user.demographics)
      case .rejected: break
      }
    }
  }
  var ratings = try readRatings(source, options)
  guard ratings.hasTimes || options.positives.halfLife == nil else {
    throw UnfitData(
      description: "\(ratings.path) has no times by which likes could fade: --half-life needs a column 'timestamp'")
  }
  while let row = try ratings.next() {
    switch row {
    case .accepted(let rating), .mended(let rating, _):
      take(
        Signal(user: rating.user, movie: rating.movie, kind: .rate, rating: rating.rating, at: rating.at),
        into: &builder, &intake)
    case .rejected(let remark): intake.reject(remark.reason, example: remark.withRow)
    }
    if intake.rows.isMultiple(of: 65_536) { progress.advance(to: ratings.share) }
  }
  progress.end()
  ratings.remarks.forEach(say)
  let numbers = ratings.numbers
  if let scale = options.scale, let best = numbers.range?.upperBound, 2 * best <= scale {
    say("the best rating is \(best), though --scale says \(scale)")
  }
  if options.scale == nil { intake.notice(ratings: numbers.range, outside: numbers.outside, between: numbers.between) }
}

/// If any rating counts as liking, a file does not need a rating column.
private func readRatings(_ source: DataSource, _ options: DataOptions) throws -> RatingReader {
  let implied = options.positives.threshold == Positives.all.threshold ? Rating(stars: 5) : nil
  do {
    return try source.readRatings(RatingScale(best: options.scale, implied: implied), at: .now())
  } catch {
    guard case .missingColumn(let file, .rating, _) = error else { throw error }
    throw UnfitData(
      description: "\(file) has no column 'rating'. If every row is a movie that was liked: --positive all")
  }
}

/// The extension, for example ` (.csv)`. The file's name does not identify a source, because the same ratings are often
/// written to a new folder or file.
private func suffix(of path: String) -> String {
  let name = path.split(separator: "/").last ?? ""
  return name.lastIndex(of: ".").map { " (\(name[$0...]))" } ?? ""
}

private func take(_ signal: Signal, into builder: inout DatasetBuilder, _ intake: inout Intake) {
  guard !builder.add(signal) else { return intake.accept() }
  intake.reject(
    "the time lies in the future",
    example: "user \(signal.user), movie \(signal.movie), \(signal.at.rfc3339)")
}

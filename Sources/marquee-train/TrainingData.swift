import Configuration
import Domain
import MariaDB
import RatingFiles
import Stores
import Training

/// Everything that is there to learn from.
func readDataset(_ options: DataOptions, _ configuration: Configuration, _ progress: any Progress) throws -> Dataset {
  var builder = DatasetBuilder()
  if let data = options.data {
    try read(files: DataSource.open(data), into: &builder, progress)
  } else {
    try read(database: configuration, options.positives, into: &builder, progress)
  }
  let dataset = builder.build(options.positives)
  guard dataset.positiveCount > 0 else { throw TrainingError.noData }
  progress.end()
  let counts = "\(dataset.positiveCount) positives of \(dataset.users.count) users"
  say("\(counts), \(dataset.items.count) films, from \(builder.signalCount) signals")
  return dataset
}

private func read(
  database configuration: Configuration, _ positives: Positives, into builder: inout DatasetBuilder,
  _ progress: any Progress
) throws {
  progress.begin("reading the database", expected: nil)
  let connection = Connection(Address(configuration, password: try configuration.databasePassword()))
  for movie in try Movies(connection).catalogue() { builder.add(movie) }
  let signals = TrainingSignals(connection, includesViews: positives.considers(.view))
  try signals.forEach { builder.add($0) }
  try signals.forEachKnownUser { builder.add($0, $1) }
}

/// Rows that cannot be read are counted, and the first ones shown.
private func read(
  files source: DataSource, into builder: inout DatasetBuilder, _ progress: any Progress
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
  var ratings = try source.readRatings()
  var rejected: [Remark] = []
  var rejectedCount = 0
  var rows = 0
  while let row = try ratings.next() {
    switch row {
    case .accepted(let rating), .mended(let rating, _):
      builder.add(
        Signal(user: rating.user, movie: rating.movie, kind: .rate, rating: rating.rating, at: rating.at))
    case .rejected(let remark):
      rejectedCount += 1
      if rejected.count < 5 { rejected.append(remark) }
    }
    rows += 1
    if rows.isMultiple(of: 65_536) { progress.advance(to: ratings.share) }
  }
  guard rejectedCount > 0 else { return }
  progress.end()
  say("\(rejectedCount) of \(rows) rows were rejected, for example:")
  for remark in rejected { say("  \(remark)") }
}

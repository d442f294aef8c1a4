import ArgumentParser
import Configuration
import ModelFile
import Scoring
import Training

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare two published models, or two versions of one, on the users that both were measured on.",
    discussion: """
      Reads NDCG@100 of each test user from the model files and trains nothing. Prints its mean for both over the \
      users that both were measured on, the mean difference (the first less the second), its interval of 95 % \
      confidence, and the p value of a paired t-test: the probability of a mean difference this far from 0 if both \
      were equally good on average over all users. It does not tell whether another training on the same data would \
      come out the same, and of twenty comparisons of equals one has a p below .05. The exit code is 1 if the two \
      cannot be compared: if their taste, source of data or users differ. To compare 'auto', popularity, or other \
      metrics: marquee-train evaluate --against.
      """)

  @Option(
    help: "The configuration file. \(Configuration.fileHelp)")
  var config: String?

  @Option(help: "The directory with the model files. Default: 'models' of the configuration.")
  var models: String?

  @Argument(
    help: "MODEL for the served version, such as EASE, or MODEL@VERSION, as shown by 'marquee-ctl models list'.")
  var first: PublishedVersion

  @Argument(help: "Likewise. Default: the newest of the older versions of the first model.")
  var second: PublishedVersion?

  func run() throws {
    try reportingFailure {
      let versions = ModelVersions(in: try models ?? Configuration.load(file: config).models)
      let second =
        if let second { second } else { try PublishedVersion.newestOlder(of: first.model, in: versions) }
      let (own, other) = (try first.read(from: versions), try second.read(from: versions))
      let names = ["\(first.model.rawValue) \(own.version)", "\(second.model.rawValue) \(other.version)"]
      switch Comparison(own, with: other) {
      case .notComparable(let obstacle):
        throw UnfitData(description: "\(names[0]) and \(names[1]) cannot be compared: \(obstacle)")
      case .comparable(let difference):
        let figures = (own.userFigures, other.userFigures)
        let means = [(figures.0, figures.1), (figures.1, figures.0)].map { figures, others in
          others.flatMap { figures?.mean(ofUsersIn: $0) }
        }
        for (name, mean) in zip(names, means) {
          print("\(name): \(Metric.ndcg100.rawValue) \(mean.map(FiguresTable.decimal) ?? "unknown")")
        }
        print(Self.line(difference))
      }
    }
  }

  static func line(_ difference: PairedDifference) -> String {
    let mean = "\(difference.mean > 0 ? "+" : "")\(FiguresTable.decimal(difference.mean))"
    return "difference on \(difference.users) users: \(mean) ± \(FiguresTable.decimal(difference.margin)) (95 %), "
      + "standard error \(FiguresTable.decimal(difference.standardError)), p \(FiguresTable.probability(difference.p))"
  }
}

/// A version of a model in the directory, as named on the command line.
struct PublishedVersion: ExpressibleByArgument {
  let model: ModelName
  /// Nil for the served version.
  let version: String?

  private init(_ model: ModelName, _ version: String?) {
    self.model = model
    self.version = version
  }

  init?(argument: String) {
    let parts = argument.split(separator: "@", maxSplits: 1).map(String.init)
    guard let model = parts.first.flatMap({ ModelName(rawValue: $0) }) else { return nil }
    self.init(model, parts.count > 1 ? parts[1] : nil)
  }

  static func newestOlder(of model: ModelName, in versions: ModelVersions) throws -> PublishedVersion {
    guard let version = try versions.older(of: model.rawValue).first else {
      throw UnfitData(description: "there is no older version of \(model.rawValue) to compare with")
    }
    return PublishedVersion(model, version)
  }

  func read(from versions: ModelVersions) throws -> KeptVersion {
    let served = versions.path(of: model.rawValue)
    if let version {
      let older = try versions.older(of: model.rawValue)
      if older.contains(version) { return KeptVersion(try ModelFile.open("\(served).\(version)")) }
    }
    let version = KeptVersion(try ModelFile.open(served))
    guard self.version == nil || self.version == version.version else {
      throw ModelFileError.unknownVersion(model: model.rawValue, version: self.version ?? "")
    }
    return version
  }
}

import Domain
import Glibc
import ModelFile
import Scoring
import Testing

@testable import Training

/// Versions are files in a real directory. The gate reads their figures and origins, not their weights.
final class GateTests {
  private let directory: String
  private var published: Int64 = 0
  private let versions: ModelVersions
  /// NDCG@100 of 100 users, from .3 to .7.
  private static let base = Dictionary(
    uniqueKeysWithValues: (1...100).map { (Int64($0), Float(0.3 + 0.004 * Double($0))) })

  init() throws {
    var template = Array("/tmp/marquee-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    versions = ModelVersions(in: directory)
  }

  // MARK: - The difference

  @Test func `a paired difference has the mean and the standard error of the differences`() throws {
    let new = UserFigures([1: 0.5, 2: 0.4, 3: 0.3, 4: 0.2])
    let old = UserFigures([1: 0.4, 2: 0.4, 3: 0.4, 4: 0.4])
    let difference = try #require(PairedDifference(of: new, over: old))
    // .1, 0, −.1, −.2: squares around the mean are .0225 + .0025 + .0025 + .0225 = .05; √(.05 / 3 / 4).
    #expect(difference.users == 4)
    #expect(abs(difference.mean - -0.05) < 1e-6)
    #expect(abs(difference.standardError - 0.064_549_7) < 1e-6)
    #expect(!difference.isLoss(beyond: 0.002))
  }

  @Test func `users are paired by id, and half of the smaller training's users must be in both`() throws {
    let new = UserFigures([-5: 0.5, 2: 0.5, 7: 0.5, .max: 0.9])
    let difference = try #require(PairedDifference(of: new, over: UserFigures([2: 0.25, 3: 0, 7: 0.25, 8: 0])))
    #expect(difference == PairedDifference(of: UserFigures([2: 0.5, 7: 0.5]), over: UserFigures([2: 0.25, 7: 0.25])))
    #expect(difference.users == 2 && difference.mean == 0.25 && difference.standardError == 0)
    #expect(PairedDifference(of: new, over: UserFigures([1: 0, 3: 0, 4: 0, 7: 0])) == nil)
    #expect(PairedDifference(of: UserFigures([1: 0]), over: UserFigures([1: 0])) == nil)
    #expect(PairedDifference(of: UserFigures([:]), over: UserFigures([:])) == nil)
  }

  @Test(arguments: [(0.001, false), (0.003, true), (-0.1, false)] as [(Float, Bool)])
  func `a loss beyond the margin counts`(step: Float, isLoss: Bool) throws {
    let worse = Self.base.mapValues { $0 - step }
    let difference = try #require(PairedDifference(of: UserFigures(worse), over: UserFigures(Self.base)))
    #expect(difference.isLoss(beyond: 0.002) == isLoss)
  }

  @Test func `a loss that may be due to chance does not count`() throws {
    // Alternately ±.1, and .005 less for all: the standard error is .1 / √99.
    let noisy = Dictionary(uniqueKeysWithValues: Self.base.map { ($0, $1 - 0.005 + ($0 % 2 == 0 ? 0.1 : -0.1)) })
    let difference = try #require(PairedDifference(of: UserFigures(noisy), over: UserFigures(Self.base)))
    #expect(abs(difference.mean - -0.005) < 1e-6 && abs(difference.standardError - 0.1 / 99.0.squareRoot()) < 1e-6)
    #expect(!difference.isLoss(beyond: 0.002))
  }

  // MARK: - The verdict

  @Test func `the first model of a directory is accepted`() {
    #expect(gate().verdict(on: origin(), catalogue: 1) == .accepted(remark: nil))
    #expect(gate().verdict(on: result(Self.base), origin()) == .accepted(remark: nil))
    #expect(gate().verdict(on: nil, origin()) == .accepted(remark: nil))
  }

  @Test func `a model without figures does not replace one with figures`() throws {
    try publish(Self.base)
    guard case .refused(let reason) = gate().verdict(on: nil, origin()) else { return #expect(Bool(false)) }
    #expect(reason.contains("no test user") && reason.contains("0.502"))
  }

  @Test func `a model without figures replaces one without figures`() throws {
    try publish(nil)
    #expect(gate().verdict(on: nil, origin()) == .accepted(remark: nil))
    guard case .accepted(let remark?) = gate().verdict(on: result(Self.base), origin()) else {
      return #expect(Bool(false))
    }
    #expect(remark.contains("it was not measured"))
  }

  @Test func `small losses do not add up, and the best version outlives worse ones`() throws {
    let best = try publish(Self.base)
    var accepted = 0
    for step in 1...6 {
      // Each version is .0015 worse than the one before.
      let worse = Self.base.mapValues { $0 - 0.0015 * Float(step) }
      guard gate().verdict(on: result(worse), origin()) == .accepted(remark: nil) else { continue }
      accepted += 1
      try publish(worse)
    }
    #expect(accepted == 1)
    for _ in 0..<6 { try publish(Self.base.mapValues { $0 - 0.001 }) }
    #expect(try versions.older(of: "EASE").contains(best))
    let reason = gate().verdict(on: result(Self.base.mapValues { $0 - 0.0025 }), origin())
    guard case .refused(let text) = reason else { return #expect(Bool(false)) }
    #expect(text.contains("100 users") && text.contains("0.0025 ± 0.0000 below that of \(best)"))
  }

  @Test func `models after a forced one are compared with it`() throws {
    try publish(Self.base)
    let worse = Self.base.mapValues { $0 - 0.1 }
    var forced = origin()
    forced.isForced = true
    try publish(worse, forced)
    #expect(gate().verdict(on: result(worse), origin()) == .accepted(remark: nil))
    #expect(gate().verdict(on: result(Self.base.mapValues { $0 - 0.2 }), origin()) != .accepted(remark: nil))
    try publish(worse)
    #expect(gate().verdict(on: result(worse), origin()) == .accepted(remark: nil))
  }

  @Test func `a restored version counts even if a newer one was forced`() throws {
    let good = try publish(Self.base)
    var forced = origin()
    forced.isForced = true
    try publish(Self.base.mapValues { $0 - 0.1 }, forced)
    try versions.restore(good, of: "EASE")
    #expect(gate().verdict(on: result(Self.base.mapValues { $0 - 0.1 }), origin()) != .accepted(remark: nil))
  }

  @Test func `versions with a different taste, data source or users are not compared, and a remark says so`() throws {
    try publish(Self.base)
    let worse = Self.base.mapValues { $0 - 0.2 }
    func remark(_ figures: [Int64: Float], _ origin: TrainingBasis) -> String {
      guard case .accepted(let remark) = gate().verdict(on: result(figures), origin) else { return "refused" }
      return remark ?? "nothing"
    }
    var strict = Positives.liked
    strict.threshold = try #require(Rating(stars: 4.5))
    var fading = Positives.liked
    fading.halfLife = .seconds(365 * 86_400)
    #expect(remark(worse, origin(strict)).contains("its threshold is 4, that of the new model is 4.5"))
    #expect(remark(worse, origin(fading)).contains("its half-life is none, that of the new model is 365 days"))
    #expect(remark(worse, origin(.all)).contains("positive"))
    #expect(remark(worse, origin(source: "u.data")).contains("data from database, the new model on data from u.data"))
    let others = Dictionary(uniqueKeysWithValues: worse.map { ($0 + 1_000, $1) })
    #expect(remark(others, origin()).contains("different users"))
    #expect(remark(worse, origin()) == "refused")
    // A file of an older program has no origin, and is read.
    try publish(Self.base, .some(nil))
    #expect(remark(worse, origin()) == "refused")
    for version in try versions.older(of: "EASE") { unlink("\(versions.path(of: "EASE")).\(version)") }
    #expect(remark(worse, origin()).contains("does not tell what it was trained on"))
  }

  @Test func `versions of the same taste are compared, even if a version of another taste came in between`() throws {
    try publish(Self.base)
    try publish(Self.base, origin(.all))
    #expect(gate().verdict(on: result(Self.base.mapValues { $0 - 0.2 }), origin()) != .accepted(remark: nil))
  }

  @Test(arguments: [
    (SignalCounts(users: 49, items: 50, signals: 1_000), "the data has 49 users, but"),
    (SignalCounts(users: 100, items: 24, signals: 1_000), "the data has 24 rated items, but"),
    (SignalCounts(users: 100, items: 50, signals: 499), "the data has 499 signals, but"),
    (SignalCounts(users: 1, items: 50, signals: 1_000), "the data has 1 user, but"),
    (SignalCounts(users: 50, items: 25, signals: 500), nil),
  ])
  func `a training on less than half of the previous data is refused`(counts: SignalCounts, reason: String?) throws {
    try publish(Self.base)
    let verdict = gate().verdict(on: origin(counts: counts), catalogue: 50)
    if let reason {
      guard case .refused(let text) = verdict else { return #expect(Bool(false)) }
      #expect(text.hasPrefix(reason))
    } else {
      #expect(verdict == .accepted(remark: nil))
    }
  }

  @Test func `two versions are compared if taste, source and users are the same`() throws {
    func kept(_ figures: [Int64: Float]?, _ origin: TrainingBasis?? = .none) throws -> KeptVersion {
      try publish(figures, origin)
      return KeptVersion(try ModelFile.open(versions.path(of: "EASE")))
    }
    func obstacle(_ version: KeptVersion, _ other: KeptVersion) -> String? {
      guard case .notComparable(let obstacle) = Comparison(version, with: other) else { return nil }
      return "\(obstacle)"
    }
    let (old, new) = (try kept(Self.base), try kept(Self.base.mapValues { $0 + 0.1 }))
    guard case .comparable(let difference) = Comparison(new, with: old) else { return #expect(Bool(false)) }
    #expect(difference.users == 100 && abs(difference.mean - 0.1) < 1e-6 && difference.p < 0.0001)
    var strict = Positives.liked
    strict.threshold = try #require(Rating(stars: 4.5))
    #expect(obstacle(try kept(Self.base, origin(strict)), old) == "their threshold differs: 4.5 and 4")
    let elsewhere = try kept(Self.base, origin(source: "files"))
    #expect(obstacle(old, elsewhere) == "their data are from different sources: database and files")
    let others = try kept(Dictionary(uniqueKeysWithValues: Self.base.map { ($0 + 1_000, $1) }))
    #expect(obstacle(old, others) == "they were measured on different users")
    let unmeasured = try kept(nil)
    for pair in [(old, unmeasured), (unmeasured, old)] {
      #expect(obstacle(pair.0, pair.1) == "one of them was not measured")
    }
    let unknown = try kept(Self.base, .some(nil))
    for pair in [(old, unknown), (unknown, old)] {
      #expect(obstacle(pair.0, pair.1)?.contains("does not tell") == true)
    }
  }

  @Test func `positives are compared for the same taste, and items if an old file has no origin`() throws {
    try publish(Self.base, origin(positives: 100))
    #expect(gate().verdict(on: origin(positives: 49), catalogue: 50) != .accepted(remark: nil))
    #expect(gate().verdict(on: origin(.all, positives: 49), catalogue: 50) == .accepted(remark: nil))
    for version in try versions.older(of: "EASE") { unlink("\(versions.path(of: "EASE")).\(version)") }
    unlink(versions.path(of: "EASE"))
    try publish(Self.base, .some(nil))
    // The old file has three items.
    #expect(gate().verdict(on: origin(), catalogue: 2) == .accepted(remark: nil))
    #expect(gate().verdict(on: origin(), catalogue: 1) != .accepted(remark: nil))
  }

  @Test func `removing a file starts the comparison over, and damaging it does not`() throws {
    try publish(Self.base)
    try publish(Self.base)
    let worse = result(Self.base.mapValues { $0 - 0.2 })
    let path = versions.path(of: "EASE")
    truncate(path, 100)
    #expect(gate().verdict(on: worse, origin()) != .accepted(remark: nil))
    unlink(path)
    #expect(gate().verdict(on: worse, origin()) == .accepted(remark: nil))
  }

  @Test func `an origin is read back as it was written`() throws {
    var origin = origin(counts: SignalCounts(users: 1, items: 2, signals: 3), positives: 4)
    origin.isForced = true
    #expect(TrainingBasis(origin.pairs) == origin)
    #expect(TrainingBasis([]) == nil && TrainingBasis([("data", "x")]) == nil)
    #expect(TrainingBasis(origin.pairs.map { ($0.name, $0.name == "users" ? "many" : $0.value) }) == nil)
    let settings = Dictionary(uniqueKeysWithValues: Positives.all.settings.map { ($0.name, $0.value) })
    #expect(settings["positive"] == "all" && settings["threshold"] == "0.5" && settings["view weight"] == "0")
  }

  deinit {
    for version in (try? versions.older(of: "EASE")) ?? [] { unlink("\(versions.path(of: "EASE")).\(version)") }
    unlink(versions.path(of: "EASE"))
    rmdir(directory)
  }

  // MARK: -

  private func gate() -> Gate { Gate(KeptVersions(of: .ease, in: versions), margin: 0.002) }

  private func origin(
    _ positives: Positives = .liked, source: String = "database",
    counts: SignalCounts = SignalCounts(users: 100, items: 50, signals: 1_000), positives count: Int = 500
  ) -> TrainingBasis {
    let dataset = SmallDataset.dataset((0..<count).map { _ in [1] }, catalogue: 1...1)
    return TrainingBasis(source: source, positives, counts, dataset)
  }

  private func result(_ figures: [Int64: Float]) -> UserFigures { UserFigures(figures) }

  /// - Parameters:
  ///   - figures: nil for a version that was not measured.
  ///   - origin: nil for a file of an older program.
  @discardableResult private func publish(_ figures: [Int64: Float]?, _ origin: TrainingBasis?? = .none) throws
    -> String
  {
    let mean = figures.map { Double($0.values.reduce(0, +)) / Double($0.count) }
    var contents = ModelFileContents(
      model: "EASE", trainedAt: published * 1_000_000, fingerprint: 0, hyperparameters: [],
      figures: mean.map { [("NDCG@100", $0)] } ?? [], items: [1, 2, 3], sections: [])
    published += 1
    contents.origin = (origin ?? self.origin())?.pairs ?? []
    contents.userFigures = contents.origin.isEmpty ? nil : figures.map { UserFigures($0) }
    let kept = KeptVersions(of: .ease, in: versions)
    return try versions.publish(contents, keeping: kept.best(like: self.origin()))
  }
}

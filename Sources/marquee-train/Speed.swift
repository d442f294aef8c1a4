import ArgumentParser
import Configuration
import Domain
import ModelFile
import Scoring
import System
import Training

struct Speed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time a request with each model and with auto, beside a plain read of as much memory.",
    discussion: """
      Runs on one thread, as a slot of a worker does: the best 10 for random contexts, which are the same in every \
      run. Prints medians over many requests. The read is at random places of as much memory as the model has.
      """)

  @Option(
    help: "The configuration file. \(Configuration.fileHelp)")
  var config: String?

  @Option(help: "The directory with the model files. Default: 'models' of the configuration.")
  var models: String?

  @Option(help: "Movies in each context.")
  var context = 50

  @Option(help: "Requests to time.")
  var requests = 500

  @Option(help: "The 'diversity' of the requests, with random genres.")
  var diversity = 0.0

  func validate() throws {
    guard (0...1).contains(diversity) else { throw ValidationError("--diversity must be 0–1.") }
    guard (0...100_000).contains(context) else { throw ValidationError("--context must be 0–100000.") }
    guard (1...1_000_000).contains(requests) else { throw ValidationError("--requests must be 1–1000000.") }
  }

  func run() throws {
    try reportingFailure {
      let directory = try models ?? Configuration.load(file: config).models
      print(Self.line("model", ["movies", "bytes read", "request, µs", "plain read, µs"]))
      var models: [Model] = []
      var allBytes = 0
      for name in ModelName.allCases {
        let path = ModelVersions(in: directory).path(of: name.rawValue)
        guard let bytes = (try? FileStatus(of: path))?.size else { continue }
        let model = try Model.load(path, as: name)
        time(model, as: name.rawValue, size: bytes)
        models.append(model)
        allBytes += bytes
      }
      if let model = Auto.model(forContextOf: context, among: models) { time(model, as: Auto.name, size: allBytes) }
    }
  }

  private func time(_ model: Model, as name: String, size: Int) {
    guard model.itemCount > 0 else { return }
    var random = SeededGenerator(seed: 1)
    var workspace = ScoringWorkspace()
    let memory = MemoryRead(size: size)
    var requests: [Duration] = []
    var reads: [Duration] = []
    var bytes = 0
    // Printed below, so that the compiler does not remove the read.
    var sum: UInt32 = 0
    func recommend(_ context: [ItemID]) {
      guard diversity > 0 else { return _ = model.recommend(context: context, count: 10, workspace: &workspace) }
      let pool = model.recommend(context: context, count: Diversity.pool(for: 10), workspace: &workspace)
      let genres = pool.map { GenreSet([Int($0.id.magnitude % 19), Int($0.id.magnitude % 7)]) }
      let chosen = Diversity(weight: diversity).choose(10, from: pool.map(\.score), genres: genres)
      sum &+= UInt32(truncatingIfNeeded: chosen.first ?? 0)
    }
    // The first tenth warms up.
    for number in 0..<self.requests + self.requests / 10 + 1 {
      let context = (0..<context).map { _ in model.id(at: Int.random(in: 0..<model.itemCount, using: &random)) }
      let read = model.bytesRead(for: context)
      let place = Int.random(in: 0..<max(1, size / 64), using: &random)
      let clock = ContinuousClock()
      let request = clock.measure { recommend(context) }
      let plain = clock.measure { sum &+= memory.sum(of: read, from: place) }
      guard number > self.requests / 10 else { continue }
      requests.append(request)
      reads.append(plain)
      bytes += read
    }
    func median(_ times: [Duration]) -> String { rounded(times.sorted()[times.count / 2] / .microseconds(1), 1) }
    let columns = ["\(model.itemCount)", "\(bytes / requests.count)", median(requests), median(reads)]
    print(Self.line(name, columns) + (sum == 0 ? " " : ""))
  }

  private static func line(_ name: String, _ columns: [String]) -> String {
    FiguresTable.left(name, 10) + columns.map { FiguresTable.right($0, 16) }.joined()
  }
}

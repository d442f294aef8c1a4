import Domain
import Foundation
import ModelFile
import Scoring
import Testing

@testable import API

struct ExperimentRefresherTests {
  private final class Store: ExperimentStore {
    var error: StoreError?
    var current = ActiveExperiments.none

    func active() throws(StoreError) -> ActiveExperiments {
      if let error { throw error }
      return current
    }
  }

  private let store = Store()
  private let live = Live(Treatments.none)
  private let models: Live<ModelStates>
  private let folder: TemporaryFolder
  private let lines = LogLines()

  init() throws {
    folder = try TemporaryFolder()
    models = Live([.ease: .available(try Site.ease())])
  }

  private func refresher() -> ExperimentRefresher {
    ExperimentRefresher(live, store: store, models: models, directory: folder.path, log: lines.log)
  }

  private func run(_ arms: String) throws {
    store.current = ActiveExperiments(running: try Experiment(name: "ab", arms: arms), kept: nil)
  }

  private var assignments: [Assignment] { (1...20).map { live.current.assignment(of: $0, models.current) } }

  private func versions() -> Set<String> {
    Set(
      assignments.map { assignment in
        switch assignment.choice {
        case .auto: "auto"
        case .named(let name): name.rawValue
        case .pinned(let model): "\(model.label)@\(model.version)"
        }
      })
  }

  @Test func `arms act from the next look on, and stay while the database is away`() throws {
    var refresher = refresher()
    refresher.refresh()
    #expect(live.replacements == 0 && assignments.allSatisfy { $0.participation == nil })
    try run("auto=1,EASE=1")
    refresher.refresh()
    refresher.refresh()
    #expect(live.replacements == 1 && versions() == ["auto", "EASE"])
    store.error = .unavailable("down")
    refresher.refresh()
    refresher.refresh()
    #expect(lines.count("cannot read the experiments") == 1 && versions() == ["auto", "EASE"])
    store.error = nil
    store.current = ActiveExperiments(running: nil, kept: try Arm("EASE"))
    refresher.refresh()
    #expect(versions() == ["EASE"] && assignments.allSatisfy { $0.participation == nil })
    store.current = .none
    refresher.refresh()
    #expect(versions() == ["auto"])
  }

  @Test func `a version is taken from the served model or from the older files`() throws {
    func publish(_ time: Int64) throws -> String {
      let padding = [Float](repeating: 0, count: EASEScorer.stride(items: 3) - 3)
      let rows: [[Float]] = [[0, 0.25, 0.5], [0.25, 0, 0.125], [0.5, 0.125, 0]]
      let contents = ModelFileContents(
        model: "EASE", trainedAt: time * 1_000_000, fingerprint: 0, hyperparameters: [], figures: [], items: [0, 5, 7],
        sections: EASEScorer.sections(weights: rows.flatMap { $0 + padding }))
      return try ModelVersions(in: folder.path).publish(contents)
    }
    let (old, new) = (try publish(1_000), try publish(2_000))
    models.replace([.ease: .available(try ModelDirectory(folder.path).load(.ease))])
    var refresher = refresher()
    try run("EASE@\(old)=1,EASE@\(new)=1")
    refresher.refresh()
    #expect(versions() == ["EASE@\(old)", "EASE@\(new)"])
    // A version in use stays when its file goes.
    _ = try publish(3_000)
    try FileManager.default.removeItem(atPath: "\(folder.path)/EASE.marquee.\(old)")
    refresher.refresh()
    #expect(versions() == ["EASE@\(old)", "EASE@\(new)"])
  }

  @Test func `an arm without a model is answered by auto until there is one, and reported once`() throws {
    var refresher = refresher()
    try run("EASE@../../secret=1,Magic=1")
    refresher.refresh()
    refresher.refresh()
    #expect(versions() == ["auto"] && lines.count("an arm has no model") == 2)
    #expect(Set(assignments.compactMap { $0.participation?.arm }) == ["EASE@../../secret", "Magic"])
    let served = try Site.ease().version
    try run("EASE@\(served)=1,auto=1")
    models.replace([:])
    refresher.refresh()
    #expect(versions() == ["auto"])
    models.replace([.ease: .available(try Site.ease())])
    refresher.refresh()
    #expect(versions() == ["auto", "EASE@\(served)"])
  }
}

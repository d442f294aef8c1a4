import API
import Domain
import Glibc
import Logging
import ModelFile
import Scoring
import Testing

/// Refreshes models from a directory with real files.
struct ModelRefresherTests {
  @Test func `a refused file is reported along with the version still served, until a valid file replaces it`() throws {
    let directory = try makeDirectory()
    let versions = ModelVersions(in: directory)
    let live = Live<ModelStates>([:])
    var models = ModelRefresher(
      live, directory: directory, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    models.refresh()
    #expect(live.current[.ease]?.model == nil && live.current[.ease]?.refusal == nil)

    let first = try versions.publish(contents(trainedAt: 1))
    models.refresh()
    #expect(live.current[.ease]?.model?.version == first && live.current[.ease]?.refusal == nil)

    try replace(versions.path(of: "EASE"), by: "no model")
    models.refresh()
    #expect(live.current[.ease]?.model?.version == first)
    #expect(live.current[.ease]?.refusal?.contains("ends inside its header") == true)

    let second = try versions.publish(contents(trainedAt: 2))
    models.refresh()
    #expect(live.current[.ease]?.model?.version == second && live.current[.ease]?.refusal == nil)
    unlink(versions.path(of: "EASE"))
    rmdir(directory)
  }

  @Test func `a worker that starts with a refused file serves an older version or none and reports why`() throws {
    let directory = try makeDirectory()
    let versions = ModelVersions(in: directory)
    let older = try versions.publish(contents(trainedAt: 1))
    _ = try versions.publish(contents(trainedAt: 2))
    try replace(versions.path(of: "EASE"), by: "no model")
    try replace(versions.path(of: "DeepFM"), by: "no model")
    let live = Live<ModelStates>([:])
    var models = ModelRefresher(
      live, directory: directory, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    models.refresh()
    #expect(live.current[.ease]?.model?.version == older && live.current[.ease]?.refusal != nil)
    #expect(live.current[.deepFM]?.model == nil && live.current[.deepFM]?.refusal != nil)
    for name in ["EASE.marquee", "EASE.marquee.\(older)", "DeepFM.marquee"] { unlink("\(directory)/\(name)") }
    rmdir(directory)
  }

  @Test func `what a model has learned is served, until a training replaces it`() throws {
    let directory = try makeDirectory()
    let versions = ModelVersions(in: directory)
    let learned = LearnedFiles(in: directory + "/learned")
    try learned.makeDirectory()
    let live = Live<ModelStates>([:])
    var models = ModelRefresher(
      live, directory: directory, learned: directory + "/learned",
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let first = try versions.publish(contents(trainedAt: 1))
    models.refresh()
    #expect(live.current[.ease]?.model?.learnedAt == nil)

    try learned.publish(contents(trainedAt: 1, learned: LearnedModel(from: first, at: seconds(5))), since: first)
    models.refresh()
    #expect(live.current[.ease]?.model?.learnedAt == seconds(5))
    #expect(live.current[.ease]?.model?.version == first)
    try learned.publish(contents(trainedAt: 1, learned: LearnedModel(from: first, at: seconds(6))), since: first)
    models.refresh()
    #expect(live.current[.ease]?.model?.learnedAt == seconds(6))

    let second = try versions.publish(contents(trainedAt: 2))
    models.refresh()
    #expect(live.current[.ease]?.model?.version == second && live.current[.ease]?.model?.learnedAt == nil)
    try versions.restore(first, of: "EASE")
    models.refresh()
    #expect(live.current[.ease]?.model?.version == first && live.current[.ease]?.model?.learnedAt == seconds(6))

    // A torn file changes nothing.
    try replace(learned.path(of: "EASE", since: first), by: "no model")
    models.refresh()
    #expect(live.current[.ease]?.model?.learnedAt == seconds(6) && live.current[.ease]?.refusal == nil)
    learned.remove(except: [])
    rmdir(directory + "/learned")
    for name in ["EASE.marquee", "EASE.marquee.\(second)"] { unlink("\(directory)/\(name)") }
    rmdir(directory)
  }

  private func seconds(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

  private func contents(trainedAt seconds: Int64, learned: LearnedModel? = nil) -> ModelFileContents {
    var contents = ModelFileContents(
      model: "EASE", trainedAt: seconds * 1_000_000, fingerprint: 0, hyperparameters: [], figures: [], items: [7],
      sections: EASEScorer.sections(weights: [Float](repeating: 0, count: EASEScorer.stride(items: 1))))
    contents.origin = learned?.pairs ?? []
    return contents
  }

  /// Replaces the file by a rename, so that no reader sees half of it.
  private func replace(_ path: String, by text: String) throws {
    let file = try #require(fopen(path + ".new", "w"))
    fputs(text, file)
    fclose(file)
    #expect(rename(path + ".new", path) == 0)
  }

  private func makeDirectory() throws -> String {
    var template = Array("/tmp/marquee-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

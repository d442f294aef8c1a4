import Domain
import Glibc
import Scoring
import Testing

@testable import Training

struct EvaluationTests {
  @Test func `popularity ranks by likes, equal ones by id, without the context`() {
    let popularity = Popularity(Fixture.dataset([[3, 4], [3, 2], [3, 4, 2]], catalogue: 1...5))
    #expect(popularity.rank(context: [], count: 10) == [3, 2, 4, 1, 5])
    #expect(popularity.rank(context: [3, 1], count: 2) == [2, 4])
  }

  @Test func `every test user is measured, and nothing stays behind in the scratch directory`() throws {
    let scratch = try makeScratch()
    let dataset = Fixture.random(users: 100, items: 30, seed: 2)
    let trainer = EASE(lambda: 10)
    let summary = try Evaluation(dataset, scratch: scratch).run(trainer, rotation: 2, progress: NoProgress())
    #expect(summary.users == Split(dataset, rotation: 2).test.count)
    #expect(rmdir(scratch) == 0)
  }

  @Test func `a shorter context leaves the rest of the fold-in out of the ranking`() throws {
    let scratch = try makeScratch()
    let dataset = Fixture.random(users: 60, items: 30, seed: 4)
    let evaluation = Evaluation(dataset, scratch: scratch)
    let summary = try evaluation.run(nil, rotation: 0, contextLength: 1, progress: NoProgress())
    let whole = try evaluation.run(nil, rotation: 0, progress: NoProgress())
    // Popularity does not look at the context: only what is left out matters, and that is the same.
    #expect(summary[.ndcg100] == whole[.ndcg100])
    #expect(rmdir(scratch) == 0)
  }

  @Test func `for serving a model is measured on test users, and on others at each length of context`() throws {
    let scratch = try makeScratch()
    let dataset = Fixture.random(users: 100, items: 30, seed: 2)
    let evaluation = Evaluation(dataset, scratch: scratch)
    let (test, curve) = try evaluation.runForServing(EASE(lambda: 10), rotation: 2, progress: NoProgress())
    let plain = try evaluation.run(EASE(lambda: 10), rotation: 2, progress: NoProgress())
    #expect(test[.ndcg100] == plain[.ndcg100] && test.users == plain.users)

    let validation = Split(dataset, rotation: 2).validation
    let figures = Dictionary(uniqueKeysWithValues: curve.figures.map { ($0.name, $0.value) })
    #expect(Set(figures.keys) == Set(Auto.lengths.map(Auto.figure) + [Auto.meanLength]))
    let shown = validation.reduce(0) { $0 + $1.context.count }
    #expect(figures[Auto.meanLength] == Double(shown) / Double(validation.count))
    // On this data more films tell more.
    let (one, all) = (figures[Auto.figure(at: 1)] ?? 1, figures[Auto.figure(at: nil)] ?? 0)
    #expect(one < all)
    // Twice the same users are as good as once.
    let twice = ContextCurve.pooled([curve, curve]).figures
    #expect(zip(twice, curve.figures).allSatisfy { $0.name == $1.name && abs($0.value - $1.value) < 1e-12 })
    #expect(ContextCurve.pooled([]).figures.isEmpty)
    #expect(rmdir(scratch) == 0)
  }

  @Test func `a scratch directory that cannot be made is named`() {
    let evaluation = Evaluation(Fixture.manyTastes, scratch: "/nowhere")
    #expect(throws: TrainingError.scratch(path: "/nowhere", code: ENOENT)) {
      try evaluation.run(EASE(lambda: 1), rotation: 0, progress: NoProgress())
    }
  }

  @Test func `what comes last is found where the past tells it`() throws {
    // Film 3 is never trained on, and is popular enough among those that nobody likes: its id is low.
    let dataset = Fixture.dataset((0..<30).map { _ in [1, 2, 3] }, catalogue: 1...20)
    let rate = try Evaluation(dataset, scratch: "/tmp").temporalHitRate(nil, progress: NoProgress())
    #expect(rate == 1)
    #expect(
      try Evaluation(Fixture.dataset([[1]], catalogue: 1...2), scratch: "/tmp").temporalHitRate(
        nil, progress: NoProgress()) == nil)
  }

  @Test func `available memory is the number behind its name`() {
    let text = "MemTotal:       100 kB\nMemAvailable:   42 kB\n"
    #expect(Memory.number(after: "MemAvailable:", in: text) == 42)
    #expect(Memory.number(after: "", in: "max\n") == nil)
    #expect(Memory.number(after: "", in: "4096\n") == 4_096)
    #expect(Memory.number(after: "Swap:", in: text) == nil)
  }

  private func makeScratch() throws -> String {
    var template = Array("/tmp/marquee-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

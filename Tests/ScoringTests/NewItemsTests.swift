import Domain
import ModelFile
import Testing

import func Glibc.log

@testable import Scoring

/// Six known items of two genres, and new ones. Whoever likes an item likes those of its genre.
struct NewItemsTests {
  private static let known: [ItemID] = [10, 20, 30, 40, 50, 60]
  /// Crime: 10, 20 and 30. War: 40, 50 and 60.
  private static let rows: [[Float]] = (0..<6).map { row in
    (0..<6).map { column -> Float in
      guard row != column, row / 3 == column / 3 else { return 0 }
      return 1 + Float(column) / 8
    }
  }

  private static func movie(_ id: ItemID, _ genres: [String], _ title: String = "") -> Movie {
    Movie(id: id, title: title, genres: genres, date: nil)
  }

  private static let catalogue = [
    movie(5, ["War"], "Alpha Returns"), movie(10, ["Crime"]), movie(20, ["Crime"]), movie(30, ["Crime"]),
    movie(40, ["War"]), movie(50, ["War"]), movie(60, ["War"], "Alpha"), movie(70, ["Crime"]),
    movie(80, [], "Nothing in common"),
  ]

  private func model(likes: [Int32]? = [9, 9, 9, 9, 9, 9], _ movies: [Movie] = catalogue) throws -> Model {
    let padding = [Float](repeating: 0, count: 10)
    let sections =
      EASEScorer.sections(weights: Self.rows.flatMap { $0 + padding }) + (likes.map(NewItems.sections) ?? [])
    let model = try SmallModel.model(.ease, Self.known, sections)
    return Model(model, newItems: NewItems(to: model, in: movies))
  }

  private func ids(_ model: Model, _ context: [ItemID], count: Int, among candidates: [ItemID]? = nil) -> [ItemID] {
    var workspace = ScoringWorkspace()
    return model.recommend(context: context, among: candidates, count: count, workspace: &workspace).map(\.id)
  }

  @Test func `items are new if the model does not have them, or nobody likes them`() throws {
    #expect(try model().newItems?.ids == [5, 70])
    let unliked = try #require(try model(likes: [9, 0, -1, 9, 9, 9]).newItems)
    #expect(unliked.ids == [5, 20, 30, 70])
    #expect(unliked.unrated == [0, 2, 3] && unliked.positions == [2])
    // A file that does not say has learnt all its items.
    #expect(try model(likes: nil).newItems?.ids == [5, 70])
    #expect(try !model(Array(Self.catalogue[1...6])).hasNewItems)
    #expect(try !model([Self.movie(80, [], "Nothing in common")]).hasNewItems)
  }

  @Test func `a new item leads to recommendations like items of its kind`() throws {
    let model = try model()
    #expect(model.contains(5) && model.contains(70) && !model.contains(80) && !model.hasLearnt(70))
    #expect(ids(model, [70], count: 3) == [30, 20, 10])
    #expect(ids(model, [5], count: 3) == [60, 50, 40])
    // A known item of the context is not recommended, even if it would stand in for a new one.
    #expect(ids(model, [70, 30], count: 2) == [20, 10])
    #expect(ids(model, [80], count: 1) == ids(model, [], count: 1))
  }

  @Test func `a new item has neighbours, and is not its own`() throws {
    var workspace = ScoringWorkspace()
    let model = try model(likes: [9, 9, 0, 9, 9, 9])
    // 10 and 20 stand in for 70; 30, which nobody likes, does not.
    let similar = model.similar(to: 70, count: 3, workspace: &workspace)
    #expect(similar.map(\.id) == [30, 20, 10] && similar.map(\.score) == [2.5, 1.125, 1])
    #expect(model.similar(to: 30, count: 2, workspace: &workspace).map(\.id) == [20, 10])
    #expect(model.similar(to: 80, count: 2, workspace: &workspace).isEmpty)
    #expect(model.similar(to: 10, count: 1, workspace: &workspace).map(\.id) == [30])
  }

  @Test func `words of the title make similar, and the more so the rarer they are`() throws {
    let content = ItemContent(Self.catalogue.map(Optional.some))
    var similar: [Int: Float] = [:]
    content.forEachSimilar(to: 0, among: 8) { similar[$0] = $1 }
    let (same, sequel) = (try #require(similar[4]), try #require(similar[6]))
    #expect(abs(try #require(similar[0]) - 1) < 1e-6 && sequel > same && same > 0 && similar[1] == nil)
  }

  @Test func `a new item is recommended to those who like its kind, and only it is moved`() throws {
    let model = try model()
    let ranking = ids(model, [10], count: 8)
    #expect(ranking.contains(70) && ranking.contains(5))
    #expect(try #require(ranking.firstIndex(of: 70)) < (try #require(ranking.firstIndex(of: 5))))
    var plain = ScoringWorkspace()
    let known = Model(model, newItems: nil).recommend(context: [10], count: 8, workspace: &plain).map(\.id)
    #expect(ranking.filter { Self.known.contains($0) } == known)
    #expect(ids(model, [10, 70], count: 8).contains(70) == false)
    #expect(ids(model, [10], count: 8, among: [5, 20, 70]).sorted() == [5, 20, 70])
  }

  @Test func `at most a quarter of a list is new, unless there is nothing else`() throws {
    let many = Self.catalogue + (100..<120).map { Self.movie($0, ["Crime"]) }
    let model = try model(many)
    #expect(ids(model, [10], count: 4).count { $0 >= 70 } == 1)
    #expect(ids(model, [10], count: 3).count { $0 >= 70 } == 0)
    #expect(ids(model, [10], count: 20).count { $0 >= 70 || $0 == 5 } == 15)
    #expect(ids(model, [10], count: 4, among: Array(100..<120)).count == 4)
  }

  @Test func `an item that was rated and not liked keeps the model's score`() throws {
    let (rated, unrated) = (try model(likes: [9, 9, 0, 9, 9, 9]), try model(likes: [9, 9, -1, 9, 9, 9]))
    var workspace = ScoringWorkspace()
    func score(_ model: Model) -> Float? {
      model.recommend(context: [10], among: [30], count: 1, workspace: &workspace).first?.score
    }
    #expect(score(rated) == 1.25)
    #expect(try #require(score(unrated)) != 1.25)
  }

  @Test func `disliking a new item counts against its kind`() throws {
    let model = try model()
    var workspace = ScoringWorkspace()
    let found = model.recommend(context: [10, 40], dislikes: [70], count: 8, workspace: &workspace).map(\.id)
    #expect(!found.contains(70))
    #expect(try #require(found.firstIndex(of: 60)) < (try #require(found.firstIndex(of: 30))))
  }

  @Test func `items that stand in are named as the new one`() throws {
    let model = try model()
    let contributions = model.contributions(of: [70, 30], to: [20, 5, 60])
    #expect(contributions.context == [30, 70])
    // 30 contributes 1.125 to 20. So does 10, which stands in for 70, and 20 itself contributes nothing.
    #expect(Array(contributions[0]) == [1.125, 1.125])
    #expect(Array(contributions[1]) == [0, 0] && Array(contributions[2]) == [0, 0])
    #expect(contributions.reasons(3, for: 0).map(\.item).sorted() == [30, 70])
  }

  @Test func `a party's list has the kind of a member's new item, and no new items`() throws {
    let model = try model(likes: [9, 9, 9, 9, 9, -1])
    var workspace = ScoringWorkspace()
    let found = model.recommend(toParty: [[70], [20]], count: 8, workspace: &workspace)
    #expect(found.first?.id == 30 && Set(found.map(\.id)).isSubset(of: [10, 30, 40, 50]))
    #expect(found.allSatisfy { $0.matches.allSatisfy { $0 != nil } })
  }

  @Test func `of logits, chances relative to the best item are predicted`() throws {
    let newItems = try #require(try model().newItems)
    let chances: [Float] = [1, 0.5, 0.25, 0.01, 0.02, 0.03]
    let logits = chances.map { 700 + log($0) }
    var predicted: [Float] = []
    logits.withUnsafeBufferPointer { newItems.predict(from: $0, areLogits: true, into: &predicted) }
    let movies = (Self.known + newItems.ids).map { id in Self.catalogue.first { $0.id == id } }
    let regression = ContentRegression(ItemContent(movies), isKnown: Self.known.map { _ in true })
    var expected: [Float] = []
    chances.withUnsafeBufferPointer {
      regression.predict(6..<8, from: $0, spread: NewItems.spreadOfChances, into: &expected)
    }
    // Of War, which the user hardly likes, nothing may be left.
    #expect(expected[1] > expected[0])
    for (found, chance) in zip(predicted, expected) {
      #expect(abs(found - 700 - log(max(chance, .leastNormalMagnitude))) < 1e-3)
    }
    #expect(predicted.allSatisfy { $0.isFinite })
  }

  @Test func `a prediction is the ridge regression of the scores on groups`() throws {
    // One group, which two of four items have. With λ = 10 and scores 2, 2, 0, 0:
    // (2 + 10, 2; 2, 4 + 10)⁻¹ · (2, 0).
    let movies = [["a"], ["a"], [], [], ["a"], []].enumerated().map { Self.movie(ItemID($0), $1) }
    func predictions(spread: Float, from scores: [Float]) -> [Float] {
      let regression = ContentRegression(ItemContent(movies), isKnown: [true, true, true, true])
      var predicted: [Float] = []
      scores.withUnsafeBufferPointer { regression.predict(4..<6, from: $0, spread: spread, into: &predicted) }
      return predicted
    }
    let determinant: Float = 12 * 14 - 2 * 2
    let (ofGroup, constant) = (14 * 2 / determinant, -2 * 2 / determinant)
    // The scores differ from their mean by 1. So do the predictions, times ½, in the mean of the squares.
    let meanSquare = ((ofGroup + constant) * (ofGroup + constant) + constant * constant) / 2
    for (spread, scale) in [(0.5, 0.5 / meanSquare.squareRoot()), (2, 8)] as [(Float, Float)] {
      let predicted = predictions(spread: spread, from: [2, 2, 0, 0])
      #expect(abs(predicted[0] - (1 + scale * (ofGroup + constant))) < 1e-5)
      #expect(abs(predicted[1] - (1 + scale * constant)) < 1e-5)
    }
    // Scores that do not differ foretell nothing else.
    #expect(predictions(spread: 2, from: [3, 3, 3, 3]) == [3, 3])
  }

  @Test func `a file with the likes of other items is refused`() {
    #expect(throws: ModelError.wrongCount(section: "items.likes", expected: 6, found: 2)) { try model(likes: [1, 2]) }
  }
}

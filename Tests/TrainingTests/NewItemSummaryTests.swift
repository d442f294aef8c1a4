import Domain
import LinearAlgebra
import Scoring
import Testing

@testable import Training

struct NewItemSummaryTests {
  /// Users like ten items of one of two genres, and the genre tells which.
  private static let data: (dataset: Dataset, movies: [Movie]) = {
    var builder = DatasetBuilder()
    for item in 1...60 as ClosedRange<ItemID> {
      builder.add(Movie(id: item, title: "\(item)", genres: [item.isMultiple(of: 2) ? "War" : "Crime"], date: nil))
    }
    for user in 1...200 as ClosedRange<UserID> {
      for item in 1...60 as ClosedRange<ItemID> where (item + user).isMultiple(of: 2) {
        guard mix64(UInt64(user * 100 + item)) % 3 == 0 else { continue }
        builder.add(SmallDataset.rating(user, item, 5, at: 0))
      }
    }
    return (builder.build(.liked), builder.knownMovies)
  }()

  @Test func `users find new items of the kind that they like, which no model has seen`() throws {
    let evaluation = Evaluation(Self.data.dataset, scratch: "/tmp")
    let trainers: [any Trainer] = [EASE(lambda: 10), MostPopular()]
    let rotations = try [0, 1].map {
      try evaluation.newItems(trainers, rotation: $0, Self.data.movies, progress: NoProgress())
    }
    let summaries = NewItemSummary.pooled(rotations)
    #expect(summaries.map(\.name) == ["EASE", "Popularity", "auto"])
    let values = try summaries.map { (new: try #require($0.new.value), alone: try #require($0.alone.value)) }
    #expect(values[0].new > 0.5 && values[0].new > values[1].new)
    #expect(try summaries.allSatisfy { try #require($0.share.value) <= 0.25 && #require($0.known.value) > 0 })
    // Once the new items have been learnt, they take places of the known ones, too.
    let (learnt, alone) = (try #require(summaries[0].learnt.value), try #require(summaries[0].alone.value))
    #expect(learnt > 0 && learnt < alone)
  }

  @Test func `recall counts the best twenty, and known items also in a list of their own`() {
    var summary = NewItemSummary("EASE")
    let user = HeldOutUser(user: 1, context: [9], targets: [1, 2])
    summary.add([1, 50, 3, 51], without: [1, 2], learnt: [2, 50, 1], for: user, likedNew: [50, 52, 53, 54]) { $0 >= 50 }
    #expect(summary.new.value == 0.25 && summary.known.value == 0.5 && summary.alone.value == 1)
    #expect(summary.learnt.value == 1)
    #expect(summary.share.value == 0.1)
    summary.add([], without: [], learnt: [], for: HeldOutUser(user: 2, context: [9], targets: []), likedNew: []) {
      $0 >= 50
    }
    #expect(summary.new.value == 0.25 && summary.known.value == 0.5 && summary.share.value == 0.05)
    #expect(NewItemSummary.pooled([[summary], [], [summary]])[0].new.value == 0.25)
    #expect(NewItemSummary.pooled([]).isEmpty && NewItemSummary("").new.value == nil)
  }

  @Test func `without likes of an item, its users keep all others`() {
    let dataset = SmallDataset.dataset([[1, 2], [2, 3], [2]], catalogue: 1...4)
    let without = dataset.withoutLikes { $0 == 2 }
    #expect(without.users == dataset.users && without.items == dataset.items)
    #expect((0..<3).map { without.positives.row($0).map { $0 + 1 } } == [[1], [3], []])
    #expect(without.times.count == 2)
  }

  @Test func `an item that was only rated badly is not unrated`() throws {
    var builder = DatasetBuilder()
    for item in 1...3 as ClosedRange<ItemID> { builder.add(item) }
    builder.add(SmallDataset.rating(1, 1, 5, at: 0))
    builder.add(SmallDataset.rating(1, 2, 1, at: 0))
    let dataset = builder.build(.liked)
    #expect(RatedItems.likes(dataset, builder.ratings()) == [1, 0, -1])
    #expect(RatedItems.likes(dataset, nil) == [1, -1, -1])
  }
}

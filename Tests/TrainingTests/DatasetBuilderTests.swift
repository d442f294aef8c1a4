import Domain
import LinearAlgebra
import Scoring
import Testing

@testable import Training

struct DatasetBuilderTests {
  @Test func `users and items of a dataset ascend by id, and every user likes something`() {
    let dataset = build([
      SmallDataset.rating(9, 30, 5, at: 1), SmallDataset.rating(-4, 20, 4, at: 2),
      SmallDataset.rating(9, 10, 4.5, at: 3),
      SmallDataset.rating(7, 10, 3.5, at: 4),
    ])
    #expect(dataset.users == [-4, 9])
    #expect(dataset.items == [10, 20, 30])
    #expect(dataset.positives == SparseMatrix(columns: 3, [[1], [0, 2]]))
    #expect(dataset.times == seconds(2, 3, 1))
  }

  @Test(arguments: [(3.5, false), (4, true), (5, true), (0.5, false)])
  func `a rating from four stars on is positive`(stars: Double, isLiked: Bool) {
    #expect(build([SmallDataset.rating(1, 1, stars, at: 0)]).positiveCount == (isLiked ? 1 : 0))
    #expect(build([SmallDataset.rating(1, 1, stars, at: 0)], .all).positiveCount == 1)
  }

  @Test func `the newest rating counts, in any order of arrival`() {
    let disliked = [SmallDataset.rating(1, 1, 5, at: 10), SmallDataset.rating(1, 1, 2, at: 20)]
    #expect(build(disliked).positiveCount == 0)
    #expect(build(disliked.reversed()).positiveCount == 0)
    let liked = [SmallDataset.rating(1, 1, 2, at: 10), SmallDataset.rating(1, 1, 5, at: 20)]
    #expect(build(liked).times == seconds(20))
    #expect(build(liked.reversed()).times == seconds(20))
  }

  @Test func `if two ratings have the same time, the one added later counts`() {
    #expect(build([SmallDataset.rating(1, 1, 5, at: 7), SmallDataset.rating(1, 1, 1, at: 7)]).positiveCount == 0)
    #expect(build([SmallDataset.rating(1, 1, 1, at: 7), SmallDataset.rating(1, 1, 5, at: 7)]).positiveCount == 1)
  }

  @Test func `selects of an item count once, and views and recommendations do not count`() {
    let dataset = build([
      SmallDataset.event(.select, 1, 1, at: 5), SmallDataset.event(.select, 1, 1, at: 6),
      SmallDataset.event(.view, 1, 2, at: 7),
      SmallDataset.event(.recommend, 1, 3, at: 8), SmallDataset.event(.recommend, 2, 1, at: 8),
    ])
    #expect(dataset.users == [1])
    #expect(dataset.items == [1, 2])
    #expect(dataset.times == seconds(6))
    #expect(
      build([SmallDataset.event(.recommend, 1, 3, at: 8), SmallDataset.event(.view, 1, 3, at: 8)], .all).positiveCount
        == 0)
  }

  @Test func `favourites are what would be positive if ratings counted only from four stars on`() {
    var builder = DatasetBuilder()
    for (item, stars) in [(1, 4), (2, 3.5), (3, 5), (4, 0.5), (5, 3)] as [(ItemID, Double)] {
      builder.add(SmallDataset.rating(1, item, stars, at: 0))
    }
    builder.add(SmallDataset.event(.select, 1, 5, at: 1))
    builder.add(SmallDataset.event(.select, 2, 2, at: 1))
    let dataset = builder.build(.all)
    #expect(dataset.isFavourite == [true, false, true, false, true, true])
    #expect(dataset.favourites == SparseMatrix(columns: 5, [[0, 2, 4], [1]]))
    // The positives of one user, and of some items.
    #expect(dataset.users { $0 == 2 }.isFavourite == nil)
    #expect(dataset.users { $0 == 1 }.isFavourite == [true, false, true, false, true])
    #expect(dataset.withoutLikes { $0 == 3 }.isFavourite == [true, false, false, true, true])
    #expect(dataset.likes(ofUserAt: 0) == [1: true, 2: false, 3: true, 4: false, 5: true])
    #expect(dataset.with([1: dataset.likes(ofUserAt: 0), 2: [2: true]]).isFavourite == dataset.isFavourite)
    // From four stars on all positives are favourites, also by a select.
    #expect(builder.build(.liked).positives.count == 4 && builder.build(.liked).isFavourite == nil)
  }

  @Test func `the threshold of a positive rating can be set`() {
    let positives = Positives(threshold: Rating(halfStars: 7))
    #expect(
      build([SmallDataset.rating(1, 1, 3.5, at: 0), SmallDataset.rating(1, 2, 3, at: 0)], positives).items == [1, 2])
    #expect(
      build([SmallDataset.rating(1, 1, 3.5, at: 0), SmallDataset.rating(1, 2, 3, at: 0)], positives).positiveCount == 1)
  }

  @Test func `views add up if they have a weight, and recommendations never do`() {
    var positives = Positives.liked
    positives.viewWeight = 0.1
    let views = (0..<5).map { SmallDataset.event(.view, 1, 1, at: $0) }
    let dataset = build(views + (0..<99).map { SmallDataset.event(.recommend, 1, 2, at: $0) }, positives)
    #expect(dataset.positiveCount == 1 && dataset.items == [1] && dataset.times == seconds(4))
    #expect(build(Array(views.dropLast()), positives).positiveCount == 0)
    #expect(build(views).positiveCount == 0)
  }

  @Test func `selects of an item have their weight once`() {
    var positives = Positives.liked
    positives.selectWeight = 0.3
    let selects = (0..<9).map { SmallDataset.event(.select, 1, 1, at: $0) }
    #expect(build(selects, positives).positiveCount == 0)
    positives.viewWeight = 0.2
    #expect(build(selects + [SmallDataset.event(.view, 1, 1, at: 3)], positives).times == seconds(8))
    positives.selectWeight = 0
    #expect(build([SmallDataset.event(.select, 1, 1, at: 0)], positives).positiveCount == 0)
  }

  @Test func `a low rating counts against an item if it has a weight`() {
    var positives = Positives.liked
    let signals = [SmallDataset.event(.select, 1, 1, at: 0), SmallDataset.rating(1, 1, 2, at: 1)]
    #expect(build(signals, positives).positiveCount == 1)
    positives.dislikeWeight = 0.75
    #expect(build(signals, positives).positiveCount == 0)
    // Two and a half stars count neither for nor against.
    #expect(build([signals[0], SmallDataset.rating(1, 1, 2.5, at: 1)], positives).positiveCount == 1)
  }

  @Test func `evidence loses half of its weight in each half-life before the newest signal`() {
    var positives = Positives.liked
    positives.halfLife = .seconds(10 * 86_400)
    let day: Int64 = 86_400
    // Items 1 and 2 were rated 10 and 11 days before item 3.
    let signals = [
      SmallDataset.rating(1, 1, 5, at: day), SmallDataset.rating(1, 2, 5, at: 0),
      SmallDataset.event(.select, 2, 3, at: 11 * day),
    ]
    let dataset = build(signals, positives)
    #expect(dataset.positives == SparseMatrix(columns: 3, [[0], [2]]))
    // A select adds enough.
    let more = build(signals + [SmallDataset.event(.select, 1, 2, at: 0)], positives)
    #expect(more.positives == SparseMatrix(columns: 3, [[0, 1], [2]]))
  }

  @Test func `a signal from the future is rejected and does not age others`() {
    let day: Int64 = 86_400
    var fading = Positives.liked
    fading.halfLife = .seconds(10 * 86_400)
    var builder = DatasetBuilder(now: Timestamp(seconds: 11 * day))
    // A clock may be a day ahead.
    let signals = [
      SmallDataset.rating(1, 1, 5, at: day), SmallDataset.rating(2, 2, 5, at: 12 * day),
      SmallDataset.rating(3, 3, 5, at: 12 * day + 1),
      SmallDataset.rating(1, 1, 5, at: 4_102_444_800),
    ]
    var taken: [Bool] = []
    for signal in signals { taken.append(builder.add(signal)) }
    #expect(taken == [true, true, false, false])
    #expect(builder.signalCount == 2)
    // Age counts from now, ten days, and not from the newest signal, eleven days.
    let dataset = builder.build(fading)
    #expect(dataset.users == [1, 2] && dataset.items == [1, 2] && dataset.positiveCount == 2)
  }

  @Test func `without new signals, age is counted from the newest one`() {
    var fading = Positives.liked
    fading.halfLife = .seconds(10 * 86_400)
    var builder = DatasetBuilder(now: .now())
    builder.add(SmallDataset.rating(1, 1, 5, at: 0))
    #expect(builder.build(fading).positiveCount == 1)
  }

  @Test func `ratings and selects are counted, positive or not, with their users and items`() {
    var builder = DatasetBuilder()
    builder.add(ItemID(9))
    for signal in [
      SmallDataset.rating(1, 1, 1, at: 0), SmallDataset.rating(1, 1, 2, at: 1),
      SmallDataset.event(.select, 2, 1, at: 2),
      SmallDataset.event(.view, 3, 3, at: 3), SmallDataset.event(.recommend, 4, 4, at: 4),
    ] { builder.add(signal) }
    #expect(builder.counts == SignalCounts(users: 2, items: 1, signals: 3))
    #expect(DatasetBuilder().counts == SignalCounts(users: 0, items: 0, signals: 0))
  }

  @Test func `items that nobody likes belong to the catalogue`() {
    var builder = DatasetBuilder()
    for item: ItemID in [5, 1, 5] { builder.add(item) }
    builder.add(SmallDataset.rating(1, 3, 1, at: 0))
    #expect(builder.build(.liked).items == [1, 3, 5])
  }

  @Test func `no signals give an empty dataset`() {
    let dataset = build([])
    #expect(dataset.users == [] && dataset.items == [] && dataset.positiveCount == 0)
  }

  @Test func `the fingerprint depends on the positives, not on their order or times`() {
    let signals = [
      SmallDataset.rating(1, 1, 5, at: 0), SmallDataset.rating(2, 1, 5, at: 1), SmallDataset.rating(2, 2, 4, at: 2),
    ]
    #expect(build(signals).fingerprint == build(signals.reversed()).fingerprint)
    #expect(build(signals).fingerprint == build(signals + [SmallDataset.rating(2, 2, 5, at: 9)]).fingerprint)
    #expect(build(signals).fingerprint != build(Array(signals.dropLast())).fingerprint)
  }

  private func seconds(_ seconds: Int64...) -> [Timestamp] { seconds.map { Timestamp(seconds: $0) } }

  private func build(_ signals: [Signal], _ positives: Positives = .liked) -> Dataset {
    var builder = DatasetBuilder()
    for signal in signals { builder.add(signal) }
    return builder.build(positives)
  }

  @Test func `favourites change the fingerprint of the models that count them`() {
    func dataset(_ stars: Double) -> Dataset {
      var builder = DatasetBuilder()
      builder.add(SmallDataset.rating(1, 1, 5, at: 0))
      builder.add(SmallDataset.rating(1, 2, stars, at: 0))
      return builder.build(.all)
    }
    let counting = EASE(.longEASE, lambda: 1, features: 2, favourites: 0.5)
    #expect(counting.fingerprint(of: dataset(3)) != counting.fingerprint(of: dataset(4)))
    #expect(counting.fingerprint(of: dataset(5)) == counting.fingerprint(of: dataset(4)))
    #expect(EASE(lambda: 1).fingerprint(of: dataset(3)) == EASE(lambda: 1).fingerprint(of: dataset(4)))
  }

  @Test func `ratings are the current ones, of every kind and user`() throws {
    var builder = DatasetBuilder()
    builder.add(8)
    builder.add(SmallDataset.rating(3, 6, 2, at: 9))
    builder.add(SmallDataset.rating(3, 6, 5, at: 1))
    builder.add(SmallDataset.event(.select, 3, 7, at: 1))
    builder.add(SmallDataset.rating(1, 7, 4, at: 1))
    builder.add(SmallDataset.rating(1, 6, 3.5, at: 1))
    let ratings = try #require(builder.ratings())
    #expect(ratings.users == [1, 3] && ratings.items == [6, 7, 8])
    #expect(ratings.entries(of: 0).map(\.item) == [0, 1] && ratings.entries(of: 0).map(\.isLiked) == [false, true])
    #expect(ratings.entries(of: 1) == [RatedItems.Entry(item: 0, rating: Rating(halfStars: 4))])
  }

  @Test(arguments: [[5.0, 4], [3.5, 1], []])
  func `there are no ratings if all or none of them have four stars`(stars: [Double]) {
    var builder = DatasetBuilder()
    builder.add(SmallDataset.event(.select, 1, 1, at: 1))
    for (item, stars) in stars.enumerated() { builder.add(SmallDataset.rating(1, ItemID(item), stars, at: 1)) }
    #expect(builder.ratings() == nil)
  }
}

import Testing

@testable import Scoring

struct DiversityTests {
  private let scores: [Float] = [10, 9, 8, 7, 6, 0]
  /// Two items of equal genres, one that shares one of two genres, two without genres, and one of another genre.
  private let genres = [[0, 1], [0, 1], [0, 2], [], [], [3]].map(GenreSet.init)

  private func choose(_ count: Int, _ weight: Double) -> [Int] {
    Diversity(weight: weight).choose(count, from: scores, genres: genres)
  }

  @Test func `without diversity items are sorted by score`() {
    #expect(choose(6, 0) == [0, 1, 2, 3, 4, 5])
    #expect(choose(2, 0) == [0, 1])
  }

  @Test func `with diversity alone the best comes first, and each item differs most from those before it`() {
    // 3 and 5 share no genre with 0. Then 2 shares one of two genres with one of the three chosen, and 1 and 4 each
    // equal one of the three.
    #expect(choose(6, 1) == [0, 3, 5, 2, 4, 1])
  }

  @Test func `with some diversity an item gives way to a worse one that is less like those before it`() {
    // The values after 0 is chosen, doubled: .9 - 1 for 1, .8 - .5 for 2, .7 for 3.
    #expect(choose(3, 0.5) == [0, 3, 2])
    #expect(choose(3, 0.1) == [0, 1, 2])
  }

  @Test func `equal scores keep their order where genres do not differ`() {
    let none = [GenreSet](repeating: GenreSet([]), count: 3)
    for weight in [0, 0.5, 1] {
      #expect(Diversity(weight: weight).choose(9, from: [2, 2, 2], genres: none) == [0, 1, 2])
    }
    #expect(Diversity(weight: 0.5).choose(9, from: [], genres: []) == [])
  }

  @Test func `each item is the best of all those left, however many have the same genres`() {
    let genres = (0..<100).map { GenreSet([$0 * $0 % 5, $0 * 7 % 11 % 6]) }
    // Five of each.
    let scores = (0..<100).map { Float((99 - $0) / 5) }
    for weight in [0, 0.2, 0.5, 1] {
      let chosen = Diversity(weight: weight).choose(40, from: scores, genres: genres)
      #expect(Set(chosen).count == 40)
      for (count, place) in chosen.enumerated() {
        let before = chosen[..<count]
        func value(_ place: Int) -> Double {
          let relevance = Double(scores[place] - scores[99]) / Double(scores[0] - scores[99])
          let similarity = before.reduce(0) { $0 + genres[$1].similarity(to: genres[place]) }
          return (1 - weight) * relevance - weight / Double(max(1, count)) * similarity
        }
        let best = scores.indices.filter { !before.contains($0) }.max { (value($0), -$0) < (value($1), -$1) }
        #expect(place == best)
      }
    }
  }

  @Test func `the similarity of genres is the cosine of their sets`() {
    #expect(GenreSet([1, 2]).similarity(to: GenreSet([2, 1])) == 1)
    #expect(GenreSet([1, 2]).similarity(to: GenreSet([2, 3])) == 0.5)
    #expect(GenreSet([1]).similarity(to: GenreSet([0, 1, 2, 3])) == 0.5)
    #expect(GenreSet([1]).similarity(to: GenreSet([2])) == 0 && GenreSet([]).similarity(to: GenreSet([0])) == 0)
    #expect(GenreSet([]).similarity(to: GenreSet([])) == 1)
    // The rarest genres count as one.
    #expect(GenreSet([62]) == GenreSet([200]) && GenreSet([61]) != GenreSet([62]))
  }

  @Test func `the pool has ten times as many items as are shown, within bounds`() {
    #expect([1, 10, 50, 100].map(Diversity.pool) == [10, 100, 500, 500])
  }
}

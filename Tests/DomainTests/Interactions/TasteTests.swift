import Domain
import Testing

struct TasteTests {
  private func rated(_ ratings: (MovieID, Int)...) -> [(movie: MovieID, rating: Rating)] {
    ratings.map { (movie: $0.0, rating: Rating(halfStars: $0.1)) }
  }

  @Test func `liked movies are well rated ones, then selected ones, newest first and each once`() {
    let taste = Taste(ratings: rated((5, 10), (3, 7), (9, 6), (2, 4)), picked: [7, 5, 7, 2, 8], viewed: [1])
    #expect(taste.liked == [5, 3, 7, 8])
    #expect(taste.disliked == [2])
    #expect(taste.seen == [5, 3, 9, 2, 7, 8])
  }

  @Test func `viewed movies count as liked only if nothing else is known, and never as seen`() {
    let taste = Taste(ratings: rated((9, 6)), picked: [], viewed: [4, 9, 4, 1])
    #expect(taste.liked == [4, 1] && taste.seen == [9])
  }

  @Test func `only the newest movies of a long history count as liked`() {
    let picked = (1...1_000).map { MovieID($0) }
    let taste = Taste(ratings: rated((-1, 10)), picked: picked, viewed: [])
    #expect(taste.liked == [-1] + picked.prefix(199) && taste.seen.count == 1_001)
  }

  @Test func `the taste of a new user is empty`() {
    let taste = Taste(ratings: [], picked: [], viewed: [])
    #expect(taste.liked.isEmpty && taste.disliked.isEmpty && taste.seen.isEmpty)
  }
}

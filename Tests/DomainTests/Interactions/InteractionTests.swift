import Domain
import Testing

struct InteractionTests {
  @Test(arguments: [(0.5, 1), (1, 2), (3.5, 7), (5, 10)])
  func `a rating is counted as a number of half stars`(stars: Double, halves: Int) {
    #expect(Rating(stars: stars)?.halfStars == halves)
    #expect(Rating(stars: stars)?.stars == stars)
  }

  @Test(arguments: [0, 0.25, 5.5, -1, .nan, .infinity])
  func `a number that is not from 0.5 to 5 in half stars is not a rating`(stars: Double) {
    #expect(Rating(stars: stars) == nil)
  }

  @Test func `interactions of the kind rate and no others have a rating`() {
    let rating = Rating(stars: 4)
    #expect(NewInteraction(movie: 1, kind: .rate, rating: rating) != nil)
    #expect(NewInteraction(movie: 1, kind: .rate, rating: nil) == nil)
    #expect(NewInteraction(movie: 1, kind: .view, rating: rating) == nil)
    #expect(NewInteraction(movie: 0, kind: .view, rating: nil) != nil)
  }
}

import Domain
import LinearAlgebra

@testable import Training

enum Fixture {
  /// - Parameter likes: for each user, from id 1, the films that the user likes.
  static func dataset(_ likes: [[MovieID]], catalogue: ClosedRange<MovieID>) -> Dataset {
    var builder = DatasetBuilder()
    for movie in catalogue { builder.add(movie) }
    for (user, movies) in likes.enumerated() {
      for (time, movie) in movies.enumerated() { builder.add(rating(UserID(user + 1), movie, 5, at: Int64(time))) }
    }
    return builder.build(.liked)
  }

  /// Two tastes that share nothing: films 1–5, and films 6–10. Each of the 40 users likes four of one five.
  static let twoTastes = dataset(
    (0..<40).map { user in
      let films: ClosedRange<MovieID> = user.isMultiple(of: 2) ? 1...5 : 6...10
      return films.filter { $0 % 5 != MovieID(user / 2 % 5) }
    }, catalogue: 1...12)

  /// 120 users with one of six tastes of eight films each, of which everyone likes six.
  static let manyTastes = dataset(
    (0..<120).map { user in
      let first = MovieID(user % 6) * 8 + 1
      return (first..<first + 8).filter { ($0 + MovieID(user / 6)) % 4 != 0 }
    }, catalogue: 1...48)

  /// Seeded: `users` who like about half of `items` films each, popular ones more often.
  static func random(users: Int, items: Int, seed: UInt64) -> Dataset {
    dataset(
      (1...UInt64(users)).map { user in
        (1...UInt64(items)).filter { mix64(mix64(mix64(seed) ^ user) ^ $0) % UInt64(items) >= $0 }.map { MovieID($0) }
      }, catalogue: 1...MovieID(items))
  }

  static func rating(_ user: UserID, _ movie: MovieID, _ stars: Double, at seconds: Int64) -> Signal {
    Signal(user: user, movie: movie, kind: .rate, rating: Rating(stars: stars), at: Timestamp(seconds: seconds))
  }

  static func event(_ kind: InteractionKind, _ user: UserID, _ movie: MovieID, at seconds: Int64) -> Signal {
    Signal(user: user, movie: movie, kind: kind, rating: nil, at: Timestamp(seconds: seconds))
  }
}

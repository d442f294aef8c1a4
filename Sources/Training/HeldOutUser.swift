import Domain
import LinearAlgebra

/// A user who was not trained on: part of what they like is shown to a model, which must find the rest.
package struct HeldOutUser: Equatable, Sendable {
  /// Users with fewer films are left out.
  static let minimumCount = 5

  package let user: UserID
  /// What is known of them besides films; shown, too.
  package let demographics: Demographics
  /// What is shown. In the order of the hash: shorter contexts are its beginnings.
  package let context: [MovieID]
  /// What is to be found: a fifth of all, rounded down.
  package let targets: [MovieID]

  package init(
    user: UserID, demographics: Demographics = .unknown, context: [MovieID], targets: [MovieID]
  ) {
    self.user = user
    self.demographics = demographics
    self.context = context
    self.targets = targets
  }

  /// Deals the films of a user by a hash of user and film; nil where there are too few.
  init?(user: UserID, _ demographics: Demographics = .unknown, likes movies: some Collection<MovieID>) {
    guard movies.count >= Self.minimumCount else { return nil }
    let dealt = movies.map { (key: Self.key(user, $0), movie: $0) }.sorted { $0 < $1 }.map(\.movie)
    self.init(
      user: user, demographics: demographics, context: Array(dealt[(dealt.count / 5)...]),
      targets: Array(dealt[..<(dealt.count / 5)]))
  }

  /// The same user as a visitor of whom nothing but films is known.
  var anonymous: HeldOutUser { HeldOutUser(user: user, context: context, targets: targets) }

  /// The users of `dataset` for whom `isIncluded` holds and who like enough, ascending.
  static func all(in dataset: Dataset, where isIncluded: (UserID) -> Bool) -> [HeldOutUser] {
    dataset.users.enumerated().compactMap { position, user in
      guard isIncluded(user) else { return nil }
      return HeldOutUser(
        user: user, dataset.demographics[position],
        likes: dataset.positives.row(position).map { dataset.items[Int($0)] })
    }
  }

  static func key(_ user: UserID, _ movie: MovieID) -> UInt64 {
    mix64(mix64(mix64(2) ^ UInt64(bitPattern: user)) ^ UInt64(bitPattern: movie))
  }
}

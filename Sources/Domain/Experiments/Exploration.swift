/// How the places of a list were filled: each by its own movie, or, with a small probability, by one drawn from its
/// block, movies from further down the ranking. The probabilities are known, so that it can be estimated what another
/// choice of movies would have brought (`PolicyResult`).
///
/// No two blocks share a movie, so each place is drawn independently of the others, and the probabilities are exact.
package struct Exploration: Equatable, Sendable {
  /// The probability that a place is drawn.
  package let probability: Double
  /// For each place the movies that it may show: its own, then those that are drawn, each as likely as the others.
  package let blocks: [[MovieID]]
  /// What the list was made from, so that another model can be asked about it.
  package let context: [MovieID]
  package let dislikes: [MovieID]

  package init(probability: Double, blocks: [[MovieID]], context: [MovieID], dislikes: [MovieID]) {
    self.probability = probability
    self.blocks = blocks
    self.context = context
    self.dislikes = dislikes
  }

  /// More than half would be no list of the model any more.
  package static let probabilities = 0...0.5

  /// How many movies each place is drawn from, if there are enough. More would be shown too seldom to learn from.
  private static let drawnFrom = 4

  /// The number of best movies that a list of `count` needs.
  package static func pool(for count: Int) -> Int { count * (1 + drawnFrom) }

  /// The blocks of a list.
  /// - Parameter others: the next best ones, best first. They are dealt out in turn, so that no block is better.
  package static func blocks<Movie>(of list: [Movie], others: [Movie]) -> [[Movie]] {
    list.indices.map { place in
      [list[place]]
        + stride(from: place, to: min(others.count, list.count * drawnFrom), by: list.count).map { others[$0] }
    }
  }

  /// What each place shows: an index of its block, 0 for the place's own movie.
  ///
  /// The list's id decides. It is random, so nobody needs to ask the system for more random numbers, and every draw can
  /// be checked later.
  package static func draws<Movie>(from blocks: [[Movie]], with probability: Double, for list: UUID) -> [Int] {
    var state = list.mixed
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      return mixedBits(state)
    }
    return blocks.map { block in
      let (share, number) = (Double(next() >> 11) / Double(1 << 53), next())
      guard share < probability, block.count > 1 else { return 0 }
      return 1 + Int(number.multipliedFullWidth(by: UInt64(block.count - 1)).high)
    }
  }

  /// The probability with which a place shows the movie at `index` of its block.
  package func propensity(of index: Int, at place: Int) -> Double {
    let others = blocks[place].count - 1
    guard others > 0 else { return 1 }
    return index == 0 ? 1 - probability : probability / Double(others)
  }

  /// What each place shows, as indices of the blocks; nil if `movies` cannot come from them.
  package func indices(of movies: [MovieID]) -> [Int]? {
    guard movies.count == blocks.count else { return nil }
    let found = zip(movies, blocks).compactMap { $1.firstIndex(of: $0) }
    return found.count == movies.count ? found : nil
  }
}

/// A list with drawn places, and what its user did with it.
package struct ExploredList: Equatable, Sendable {
  package let user: UserID
  package let demographics: Demographics
  package let exploration: Exploration
  /// What each place showed, as indices of the blocks.
  package let shown: [Int]
  /// For each place, what the user did with its movie.
  package let reactions: [Set<Figures.Reaction>]

  /// Nil if the movies cannot come from the blocks.
  package init?(
    user: UserID, demographics: Demographics = .unknown, _ exploration: Exploration, movies: [MovieID],
    reactions: [Int: Set<Figures.Reaction>]
  ) {
    guard let shown = exploration.indices(of: movies) else { return nil }
    self.user = user
    self.demographics = demographics
    self.exploration = exploration
    self.shown = shown
    self.reactions = movies.indices.map { reactions[$0] ?? [] }
  }
}

import Domain

import func Glibc.log

/// What is known about items apart from who likes them: genres, span of five years, words of the title.
struct ItemContent: Sendable {
  /// How many genres and spans count at most; the most frequent ones do. Their number bounds the cost of a prediction.
  static let maximumGroups = 64
  private static let span = 5

  /// Genres and spans are features from 0 on, words follow.
  let groupCount: Int
  /// Items × features, by rows: item i has the features `features[offsets[i]..<offsets[i + 1]]`, ascending.
  private let offsets: [Int32]
  private let features: [Int32]
  /// The square of each feature's weight in a similarity: a rare feature says more, and a word less than a group.
  private let weights: [Float]
  /// The length of each item's vector of weighted features; 1 for an item without features.
  private let lengths: [Float]

  /// - Parameter movies: one for each item; nil if nothing is known about it.
  init(_ movies: [Movie?]) {
    var counts: [String: Int] = [:]
    for case let movie? in movies { for group in Self.groups(of: movie) { counts[group, default: 0] += 1 } }
    let groups = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.maximumGroups).map(\.key)
    groupCount = groups.count
    var numbers = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, Int32($0)) })
    var offsets: [Int32] = [0]
    var features: [Int32] = []
    for movie in movies {
      if let movie {
        var own = Self.groups(of: movie).compactMap { numbers[$0] }
        for word in Self.words(of: movie) {
          let number = numbers[word] ?? Int32(numbers.count)
          numbers[word] = number
          own.append(number)
        }
        features += own.sorted()
      }
      offsets.append(Int32(features.count))
    }
    var frequencies = [Float](repeating: 0, count: numbers.count)
    for feature in features { frequencies[Int(feature)] += 1 }
    let weights = frequencies.enumerated().map { feature, frequency in
      let weight = log(Float(movies.count + 1) / frequency) * (feature < groups.count ? 1 : 0.5)
      return weight * weight
    }
    (self.offsets, self.features, self.weights) = (offsets, features, weights)
    lengths = movies.indices.map { item in
      let square = features[Int(offsets[item])..<Int(offsets[item + 1])].reduce(0) { $0 + weights[Int($1)] }
      return square > 0 ? square.squareRoot() : 1
    }
  }

  /// Genres and span, each once. A word never has these prefixes.
  private static func groups(of movie: Movie) -> Set<String> {
    var groups = Set(movie.genres.map { "genre:\($0)" })
    if let year = movie.year { groups.insert("years:\((year < 0 ? year - span + 1 : year) / span)") }
    return groups
  }

  private static func words(of movie: Movie) -> Set<String> {
    Set(movie.displayTitle.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }

  func features(of item: Int) -> ArraySlice<Int32> { features[Int(offsets[item])..<Int(offsets[item + 1])] }

  /// The genres and the span of an item.
  func groups(of item: Int) -> ArraySlice<Int32> { features(of: item).prefix { $0 < groupCount } }

  /// For each of `items`, whether it has a feature of one of `others`.
  func haveCommonFeatures(_ items: Range<Int>, with others: [Int]) -> [Bool] {
    var isFound = [Bool](repeating: false, count: weights.count)
    for other in others { for feature in features(of: other) { isFound[Int(feature)] = true } }
    return items.map { features(of: $0).contains { isFound[Int($0)] } }
  }

  /// Calls `body` with the cosine of each of the first `count` items with `item`, unless it is 0.
  func forEachSimilar(to item: Int, among count: Int, _ body: (Int, Float) -> Void) {
    var own = [Float](repeating: 0, count: weights.count)
    for feature in features(of: item) { own[Int(feature)] = weights[Int(feature)] }
    for other in 0..<count {
      let product = features(of: other).reduce(0) { $0 + own[Int($1)] }
      if product > 0 { body(other, product / (lengths[item] * lengths[other])) }
    }
  }
}

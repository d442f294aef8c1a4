extension Search {
  /// How well a title matches a query: fewer errors are better, then the better shape.
  struct Quality: Comparable, Hashable {
    enum Shape: UInt8, Comparable {
      /// The title equals the query, with or without a leading article.
      case whole
      /// The title begins with the query.
      case beginning
      /// Each word of the query is a word of the title.
      case words
      /// Each word of the query, except articles, is the beginning of a word of the title.
      case prefixes

      static func < (left: Shape, right: Shape) -> Bool { left.rawValue < right.rawValue }
    }

    var errors = 0
    var shape: Shape

    /// Lower is better.
    var rank: UInt8 { UInt8(min(errors, 60)) << 2 | shape.rawValue }

    static func < (left: Quality, right: Quality) -> Bool { left.rank < right.rank }
  }

  struct Match: Equatable {
    /// The movie's position in the list that the index was built from.
    let position: Int
    /// `Quality.rank`.
    let rank: UInt8

    var isCorrected: Bool { rank >= 4 }
  }
}

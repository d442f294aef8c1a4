import Domain

/// What a model file becomes: something that scores every item for a context.
protocol Scorer: Sendable {
  /// Writes the score of every item, by position, and returns the scales of its parts.
  ///
  /// Must give the same bits for the same context, and must not allocate: it runs once a request.
  /// - Parameters:
  ///   - context: positions, ascending, each once.
  ///   - person: what is known of whose context it is, for models that go by more than films.
  ///   - scores: items, rounded up to whole blocks of 16; what is behind the last item may hold anything.
  @discardableResult
  func score(
    context: [Int32], of person: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales

  /// Bytes of the model that a score for this context reads.
  func bytesRead(for context: [Int32]) -> Int

  /// Writes how near every item is to one, by position, under the same conditions.
  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>)

  /// Adds what each film of the context has given to the score of each target. Must cost no more than a few times what
  /// the scores cost, however many films and targets there are: anybody may ask for it.
  /// - Parameters:
  ///   - context, targets: positions, each once.
  ///   - person: as for the score.
  ///   - scales: what the score of the same context has returned, or a multiple of it.
  ///   - given: targets × context, by rows.
  func addContributions(
    of context: [Int32], _ person: Demographics, to targets: [Int32], times scales: Scales, to given: inout [Float])
}

/// What one unit of the score of each part of a blend counts in the whole, by the order of the parts; of any other
/// scorer the first is 1.
typealias Scales = SIMD8<Float>

extension Scales {
  /// Of a scorer that has no parts.
  init(whole scale: Float) {
    self = .zero
    self[0] = scale
  }
}

extension Scorer {
  /// For models of films beside films: the score for someone of whom no more is known than that they like just that
  /// one.
  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    score(context: [item], of: .unknown, into: scores)
  }
}

/// Adds what each film of the context has given to the score of each target, of models whose score is a sum of weights.
/// - Parameters:
///   - given: targets × context, by rows.
///   - weight: of a film of the context for a target, by their positions.
@inline(__always)
func addWeights(
  of context: [Int32], for targets: [Int32], times factor: Float, to given: inout [Float],
  _ weight: (Int, Int) -> Float
) {
  // As the weights lie in memory: film by film, and in a film's row from the left to the right.
  let rows = targets.indices.sorted { targets[$0] < targets[$1] }
  given.withUnsafeMutableBufferPointer { given in
    for (column, film) in context.enumerated() {
      for row in rows { given[row * context.count + column] += weight(Int(film), Int(targets[row])) * factor }
    }
  }
}

import Domain

/// What a model file becomes: something that scores every item for a context.
protocol Scorer: Sendable {
  /// Writes the score of every item, by position.
  ///
  /// Must give the same bits for the same context, and must not allocate: it runs once a request.
  /// - Parameters:
  ///   - context: positions, ascending, each once.
  ///   - person: what is known of whose context it is, for models that go by more than films.
  ///   - scores: items, rounded up to whole blocks of 16; what is behind the last item may hold anything.
  func score(
    context: [Int32], of person: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>)

  /// Bytes of the model that a score for this context reads.
  func bytesRead(for context: [Int32]) -> Int

  /// Writes how near every item is to one, by position, under the same conditions.
  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>)

  /// What each film of the context has given to the score of each target.
  /// - Parameters:
  ///   - context, targets: positions.
  ///   - person: as for the score.
  ///   - scores: room for the score of every item.
  /// - Returns: context × targets, by rows.
  func contributions(
    of context: [Int32], _ person: Demographics, to targets: [Int32], scores: inout [SIMD16<Float>]
  ) -> [Float]
}

extension Scorer {
  /// For models of films beside films: the score for someone of whom no more is known than that they like just that one.
  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    score(context: [item], of: .unknown, into: scores)
  }

  /// For models whose score is no sum over the context: what the score loses when that film is left out.
  func contributions(
    of context: [Int32], _ person: Demographics, to targets: [Int32], scores: inout [SIMD16<Float>]
  ) -> [Float] {
    func score(_ context: [Int32]) -> [Float] {
      scores.withUnsafeMutableBufferPointer { scores in
        self.score(context: context, of: person, into: scores)
        return targets.map { scores[Int($0) / 16][Int($0) % 16] }
      }
    }
    let whole = score(context)
    return context.flatMap { film in zip(whole, score(context.filter { $0 != film })).map { $0 - $1 } }
  }
}

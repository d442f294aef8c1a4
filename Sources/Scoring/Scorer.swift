/// What a model file becomes: something that scores every item for a context.
protocol Scorer: Sendable {
  /// Writes the score of every item, by position.
  ///
  /// Must give the same bits for the same context, and must not allocate: it runs once a request.
  /// - Parameters:
  ///   - context: positions, ascending, each once.
  ///   - scores: items, rounded up to whole blocks of 16; what is behind the last item may hold anything.
  func score(context: [Int32], into scores: UnsafeMutableBufferPointer<SIMD16<Float>>)
}

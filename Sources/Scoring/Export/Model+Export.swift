extension Model {
  /// Writes everything that the model has learnt to a file that `numpy.load` reads: `items`, the ids by position; the
  /// arrays of its scorer; and texts that name the model and say how it was trained.
  ///
  /// The arrays have the names of the sections of the model's file, whose tables stand beside the scorers, and no
  /// padding. Throws an error that describes itself.
  package func export(to path: String) throws {
    func pairs(_ name: String, _ pairs: [(name: String, value: String)]) -> NumberArray {
      NumberArray(name, pairs.flatMap { [$0.name, $0.value] }, shape: [pairs.count, 2])
    }
    let texts = [
      NumberArray("model", [name.rawValue], shape: []), NumberArray("version", [version], shape: []),
      pairs("hyperparameters", hyperparameters), pairs("origin", origin),
      pairs("figures", figures.map { ($0.name, "\($0.value)") }),
    ]
    try NPZFile.write(texts + [NumberArray("items", items)] + scorer.arrays, to: path)
  }
}

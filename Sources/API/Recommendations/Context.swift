import Domain

/// What a client gives as the films to start from.
struct Context {
  /// As they came.
  let ids: [MovieID]
  /// Those of them that the catalogue knows, each once.
  let films: [MovieID]

  init(_ ids: [MovieID], _ catalogue: Catalogue) {
    // A flag for each film: a thousand ids in a set would take longer than everything else.
    var seen = [Bool](repeating: false, count: catalogue.movies.count)
    var seenHidden: Set<MovieID> = []
    self.ids = ids
    films = ids.filter { id in
      guard let position = catalogue.position(of: id) else {
        return catalogue.knows(id) && seenHidden.insert(id).inserted
      }
      defer { seen[position] = true }
      return !seen[position]
    }
  }

  /// The ids that are not among `known`, which are films of this context.
  func ids(without known: [MovieID]) -> [MovieID] {
    if known.count == ids.count { return [] }
    let known = Set(known)
    return ids.filter { !known.contains($0) }
  }
}

import Domain

/// The movies that a recommendation starts from.
struct Context {
  /// As the client sent them.
  let ids: [MovieID]
  /// The ids that the catalogue knows, each once.
  let movies: [MovieID]

  init(_ ids: [MovieID], _ catalogue: Catalogue) {
    // One flag for each movie of the catalogue: a set of a thousand ids would take longer than everything else.
    var seen = [Bool](repeating: false, count: catalogue.movies.count)
    var seenHidden: Set<MovieID> = []
    self.ids = ids
    movies = ids.filter { id in
      guard let position = catalogue.position(of: id) else {
        return catalogue.knows(id) && seenHidden.insert(id).inserted
      }
      defer { seen[position] = true }
      return !seen[position]
    }
  }

  /// The movies of all members of a party.
  init(joining party: [Context]) {
    var seen: Set<MovieID> = []
    ids = party.flatMap(\.ids)
    movies = party.flatMap(\.movies).filter { seen.insert($0).inserted }
  }

  /// The ids that are not in `known`, which is a subset of `movies`.
  func ids(without known: [MovieID]) -> [MovieID] {
    if known.count == ids.count { return [] }
    let known = Set(known)
    return ids.filter { !known.contains($0) }
  }
}

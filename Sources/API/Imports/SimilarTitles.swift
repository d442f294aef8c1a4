import Domain

/// Finds the movies of a year that have similar titles.
struct SimilarTitles: Sendable {
  /// The loose keys of all titles, sorted by year, and for each its movie's position, its year and its letters.
  private let keys: PackedBytes
  private let owners: [Int32]
  private let years: [Int16]
  private let letters: [LetterSet]

  init(_ movies: [Movie]) {
    var entries = movies.enumerated().flatMap { position, movie in
      movie.year.map { year in
        TitleKeys.loose(movie.title).map { (year: Int16(clamping: year), key: $0, movie: Int32(position)) }
      } ?? []
    }
    entries.sort { ($0.year, $0.movie) < ($1.year, $1.movie) }
    keys = PackedBytes(entries.map(\.key.utf8))
    owners = entries.map(\.movie)
    years = entries.map(\.year)
    letters = entries.map { LetterSet(ofWord: $0.key.unicodeScalars.prefix(LetterSet.length).map(\.value)) }
  }

  /// At most five movies, the most similar first.
  func positions(_ titles: [String], _ year: Int) -> [Int] {
    var best: [Int32: Int] = [:]
    for key in Set(titles.flatMap(TitleKeys.loose)) {
      let (typed, wanted) = (TypingErrors(key), Array(key.utf8))
      for index in range(of: Int16(clamping: year)) {
        guard let difference = errors(typed, index) ?? difference(wanted, index) else { continue }
        best[owners[index]] = min(difference, best[owners[index]] ?? .max)
      }
    }
    return best.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(5).map { Int($0.key) }
  }

  /// The number of typing errors between the titles; nil if there are more than are forgiven.
  private func errors(_ typed: TypingErrors?, _ index: Int) -> Int? {
    guard let typed, typed.letters.fit(letters[index], errors: TypingErrors.forgiven(letters: typed.count)) else {
      return nil
    }
    let place = keys.range(of: index)
    var (position, count, distance) = (place.lowerBound, 0, typed.distance)
    while position < place.upperBound {
      typed.append(keys.bytes.letter(at: &position), to: &distance)
      count += 1
    }
    let forgiven = TypingErrors.forgiven(letters: min(typed.count, count))
    return distance.errors <= forgiven ? distance.errors : nil
  }

  /// A number above any number of forgiven typing errors, if one title has a subtitle that the other lacks or if they
  /// differ only in the subtitle. Nil if they are not similar.
  private func difference(_ wanted: [UInt8], _ index: Int) -> Int? {
    let key = keys[index]
    // Most titles differ from their first letter on.
    guard key.first == wanted.first else { return nil }
    let shorter = min(wanted.count, key.count)
    let common = zip(wanted, key).prefix { $0 == $1 }.count
    if common == shorter, shorter >= 5 { return 3 }
    return common >= max(10, (shorter + 1) / 2) ? 4 : nil
  }

  private func range(of year: Int16) -> Range<Int> {
    func first(_ isBehind: (Int16) -> Bool) -> Int {
      var (low, high) = (0, years.count)
      while low < high {
        let middle = (low + high) / 2
        if isBehind(years[middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    return first { $0 >= year }..<first { $0 > year }
  }
}

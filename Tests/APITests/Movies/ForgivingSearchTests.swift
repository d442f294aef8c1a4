import Domain
import Testing

@testable import API

struct ForgivingSearchTests {
  @Test(arguments: [
    // One error: inserted, deleted, replaced, exchanged; in the first letter; in a short word.
    ("casablannca", "Casablanca"), ("casblanca", "Casablanca"), ("casablonca", "Casablanca"),
    ("csaablanca", "Casablanca"), ("xasablanca", "Casablanca"), ("asablanca", "Casablanca"), ("haet", "Heat"),
    ("jawz", "Jaws"), ("farago", "Fargo"), ("vrtigo", "Vertigo"), ("pyscho", "Psycho"), ("titanci", "Titanic"),
    ("terminater", "Terminator, The"), ("star wrs", "Star Wars"), ("sta wars", "Star Wars"),
    ("gladaitor", "Gladiator"), ("pulp ficton", "Pulp Fiction"), ("fihgt club", "Fight Club"),
    ("citizen kan", "Citizen Kane"), ("misrables", "Misérables, Les"), ("amelei", "Amélie"),
    // Two in a long word.
    ("csablanka", "Casablanca"), ("appocalipse now", "Apocalypse Now"), ("shawshenk redemtion", "Shawshank Redemption"),
    ("ghostbutsesr", "Ghostbusters"), ("braevhaert", "Braveheart"), ("godfellsa", "Goodfellas"),
    // An error in each word.
    ("reservior dosg", "Reservoir Dogs"), ("rera windwo", "Rear Window"), ("jurasic pakr", "Jurassic Park"),
    // An error in a part of a word.
    ("casabalc", "Casablanca"), ("termimat", "Terminator, The"), ("ghotsb", "Ghostbusters"), ("shwash", "Shawshank"),
    ("silence of the lmab", "Silence of the Lambs"), ("groudnh", "Groundhog Day"),
    // An error in a short word, or a space in the wrong place.
    ("bcak to teh future", "Back to the Future"), ("th ematrix", "Matrix, The"), ("starw ars", "Star Wars"),
    ("toyst ory", "Toy Story"), ("starwras", "Star Wars"), ("god fahter", "Godfather, The"),
    ("spidreman", "Spider-Man"), ("se7en", "Seven"), ("sevn samurai", "Seven Samurai"),
  ])
  func `typing errors are forgiven`(query: String, title: String) {
    let found = KnownTitles.found(query).first ?? "nothing"
    #expect(found.hasPrefix(title), "\(query): \(found)")
  }

  @Test(arguments: [
    ("starwars", "Star Wars (1977)"), ("starwars episode v", "Star Wars: Episode V"),
    ("god father", "Godfather, The"), ("god father part two", "Godfather: Part II, The"),
    ("spider man", "Spider-Man (2002)"), ("spiderman", "Spider-Man (2002)"), ("spiderman2", "Spider-Man 2"),
    ("xmen", "X-Men"), ("x men", "X-Men"), ("x-men", "X-Men"), ("super man", "Superman"), ("ironman", "Iron Man"),
    ("bladerunner", "Blade Runner"), ("ghost busters", "Ghostbusters"), ("good fellas", "Goodfellas"),
    ("thematrix", "Matrix, The"), ("backtothefuture", "Back to the Future (1985)"), ("braveh", "Braveheart"),
  ])
  func `joined and split words find a movie without a correction`(query: String, title: String) {
    let found = KnownTitles.found(query).first ?? "nothing"
    #expect(found.hasPrefix(title) && KnownTitles.corrected(query) == nil, "\(query): \(found)")
  }

  @Test(arguments: [
    ("12 monkeys", "Twelve Monkeys"), ("twelve monkeys", "Twelve Monkeys"), ("twelve angry men", "12 Angry Men"),
    ("star trek 2", "Star Trek II"), ("star trek two", "Star Trek II"), ("star trek ii", "Star Trek II"),
    ("star trek 3", "Star Trek III"), ("rocky 2", "Rocky II"), ("rocky two", "Rocky II"), ("rocky 5", "Rocky V"),
    ("terminator ii", "Terminator 2"), ("terminator two", "Terminator 2"), ("jaws ii", "Jaws 2"), ("7", "Seven"),
    ("7 samurai", "Seven Samurai"), ("godfather 2", "Godfather: Part II"), ("godfather part 2", "Godfather: Part II"),
    ("back to the future 2", "Back to the Future Part II"), ("star wars episode 5", "Star Wars: Episode V"),
    ("one hundred and one dalmatians", "101 Dalmatians"), ("thirty nine steps", "39 Steps"),
    ("thirty-nine steps", "39 Steps"), ("twenty thousand leagues under the sea", "20,000 Leagues"),
    ("20000 leagues", "20,000 Leagues"), ("20,000 leagues", "20,000 Leagues"), ("6th sense", "Sixth Sense"),
    ("friday the thirteenth", "Friday the 13th"), ("1 flew over the cuckoos nest", "One Flew Over"),
    ("henry 5", "Henry V"), ("two thousand and one", "2001"), ("rokcy 2", "Rocky II"), ("twelv", "Twelve Monkeys"),
  ])
  func `a number is found in digits, in words and in Roman numerals`(query: String, title: String) {
    let found = KnownTitles.found(query).first ?? "nothing"
    #expect(found.hasPrefix(title), "\(query): \(found)")
  }

  @Test(arguments: [
    ("batman and robin", "Batman & Robin"), ("batman & robin", "Batman & Robin"), ("batman robin", "Batman & Robin"),
    ("pride & prejudice", "Pride and Prejudice"), ("pride prejudice", "Pride and Prejudice"),
    ("romeo and juliet", "Romeo + Juliet"), ("romeo & juliet", "Romeo + Juliet"), ("romeo + juliet", "Romeo + Juliet"),
    ("fast and furious", "Fast & the Furious, The"), ("the fast & the furious", "Fast & the Furious, The"),
    ("matrix", "Matrix, The"), ("the matrix", "Matrix, The"), ("Matrix, The", "Matrix, The"),
    ("matrix the", "Matrix, The"), ("Matrix, The (1999)", "Matrix, The (1999)"), ("a matrix", "Matrix, The"),
    ("the jaws", "Jaws (1975)"), ("the toy story", "Toy Story"), ("silence of lambs", "Silence of the Lambs"),
    ("sixth sense the", "Sixth Sense"), ("beauty & beast", "Beauty and the Beast"), ("les miserables", "Misérables"),
    ("usual suspects", "Usual Suspects, The"), ("an usual suspects", "Usual Suspects, The"), ("the ma", "Matrix, The"),
    // Initials.
    ("E.T.", "E.T. the"), ("et", "E.T. the"), ("e t", "E.T. the"), ("e.t", "E.T. the"), ("mash", "M*A*S*H"),
    ("m*a*s*h", "M*A*S*H"), ("M.A.S.H.", "M*A*S*H"), ("m a s h", "M*A*S*H"), ("la confidential", "L.A. Confidential"),
    ("L.A.", "L.A. Confidential"), ("l a confidential", "L.A. Confidential"), ("gi jane", "G.I. Jane"),
    // Other titles in brackets.
    ("city of god", "Cidade de Deus"), ("cidade de deus", "Cidade de Deus"), ("shichinin no samurai", "Seven Samurai"),
    ("the bodyguard", "Yojimbo"), ("bodyguard", "Yojimbo"), ("la cite des enfants perdus", "City of Lost Children"),
    ("cité des enfants perdus", "City of Lost Children"),
    // Chinese and Japanese, from any character on.
    ("七人の侍", "七人"), ("七人", "七人"), ("侍", "七人"), ("の侍", "七人"),
  ])
  func `articles, ampersands, initials and titles in brackets find the movie`(query: String, title: String) {
    let found = KnownTitles.found(query).first ?? "nothing"
    #expect(found.hasPrefix(title) && KnownTitles.corrected(query) == nil, "\(query): \(found)")
  }

  @Test(arguments: ["yojimbo", "the bodyguard", "bodyguard", "cidade de deus", "city of god", "seven", "se7en", "7"])
  func `each title in brackets is a whole title`(query: String) {
    #expect(KnownTitles.best(query).first?.rank == Search.Quality(shape: .whole).rank)
  }

  @Test func `initials do not match single letters`() {
    #expect(!KnownTitles.found("e").contains { $0.hasPrefix("M*A*S*H") || $0.hasPrefix("Heat") })
    #expect(!KnownTitles.found("s").contains { $0.hasPrefix("M*A*S*H") })
    #expect(!KnownTitles.found("t").contains { $0 == "L.A. Confidential (1997)" })
    #expect(KnownTitles.found("M*A*S*H") == ["M*A*S*H (1970)"])
    #expect(KnownTitles.found("l.a.").first == "L.A. Confidential (1997)")
    #expect(!KnownTitles.found("l.a.").contains("Lion King, The (1994)"))
  }

  @Test func `an exact title comes first, then titles that begin with it, words, prefixes, and corrections last`() {
    let titles = ["Lion Heart", "Hearts", "Heart", "Heat", "The Heart of It", "Heart Beat", "Big Heart", "Lone Hearty"]
    let index = SearchIndex(titles.enumerated().map { Movie(id: MovieID($0), title: $1, genres: [], date: nil) })
    func found(_ query: String) -> [String] {
      Search(query, in: index).matches.sorted { ($0.rank, $0.position) < ($1.rank, $1.position) }
        .map { titles[$0.position] }
    }
    #expect(
      found("heart") == ["Heart", "Hearts", "The Heart of It", "Heart Beat", "Lion Heart", "Big Heart", "Lone Hearty"])
    #expect(
      found("hearty")
        == ["Lone Hearty", "Hearts", "Heart", "The Heart of It", "Heart Beat", "Lion Heart", "Big Heart"])
    #expect(found("heat") == ["Heat"])
  }

  @Test(arguments: [
    ("terminater", "terminator"), ("star wrs", "star wars"), ("Pulp Ficton", "pulp fiction"),
    ("the god fahter", "the godfather"), ("shawshenk redemtion", "shawshank redemption"), ("termimat", "terminator"),
    ("starwras", "star wars"), ("rokcy 2", "rocky 2"), ("misrables", "miserables"),
  ])
  func `a correction says what was meant, and finds the same movie exactly`(query: String, corrected: String) {
    #expect(KnownTitles.corrected(query) == corrected)
    #expect(KnownTitles.found(corrected).first == KnownTitles.found(query).first)
    #expect(KnownTitles.corrected(corrected) == nil)
  }

  @Test(arguments: ["xq", "1917", "2002", "jaws 3", "qqqqqq", "it", "cat"])
  func `short words and numbers are not corrected`(query: String) {
    #expect(KnownTitles.corrected(query) == nil, "\(KnownTitles.found(query))")
  }

  @Test func `a misspelt title is among the first three for nearly every title and error`() {
    var random = ReproducibleGenerator(state: 15)
    var (queries, found) = (0, 0)
    for title in KnownTitles.all {
      let words = Folding.words(Title.display(title))
      let long = words.indices.filter { place in
        words[place].utf8.count >= 4 && words[place].utf8.allSatisfy { (0x61...0x7A).contains($0) }
      }
      guard let place = long.randomElement(using: &random) else { continue }
      for kind in 0..<4 {
        var typed = words
        typed[place] = Self.mistyped(words[place], kind, &random)
        let results = KnownTitles.found(typed.joined(separator: " ")).prefix(3)
        queries += 1
        if results.contains(title) { found += 1 }
      }
    }
    #expect(queries > 300)
    #expect(Double(found) >= 0.97 * Double(queries), "\(found) of \(queries)")
  }

  /// The word with a letter inserted, deleted, replaced, or exchanged with the next.
  private static func mistyped(_ word: String, _ kind: Int, _ random: inout ReproducibleGenerator) -> String {
    var letters = Array(word)
    let place = Int.random(in: 0..<letters.count - 1, using: &random)
    let letter = Character(Unicode.Scalar(UInt8.random(in: 0x61...0x7A, using: &random)))
    switch kind {
    case 0: letters.insert(letter, at: place)
    case 1: letters.remove(at: place)
    case 2: letters[place] = letter
    default: letters.swapAt(place, place + 1)
    }
    return String(letters)
  }
}

/// Reproducible random numbers.
struct ReproducibleGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

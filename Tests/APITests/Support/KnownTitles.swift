import Domain

@testable import API

/// A small catalogue of well-known movies, as a source writes their titles, and what a search finds in it.
enum KnownTitles {
  static let all = [
    "Matrix, The (1999)", "Matrix Reloaded, The (2003)", "Star Wars (1977)", "Star Wars: Episode V - The Empire (1980)",
    "Star Trek: The Motion Picture (1979)", "Star Trek II: The Wrath of Khan (1982)",
    "Star Trek III: The Search for Spock (1984)", "Terminator, The (1984)", "Terminator 2: Judgment Day (1991)",
    "Twelve Monkeys (1995)", "12 Angry Men (1957)", "Seven (Se7en) (1995)",
    "Seven Samurai (Shichinin no samurai) (1954)",
    "Rocky (1976)", "Rocky II (1979)", "Rocky V (1990)", "Godfather, The (1972)", "Godfather: Part II, The (1974)",
    "E.T. the Extra-Terrestrial (1982)", "M*A*S*H (1970)", "L.A. Confidential (1997)", "G.I. Jane (1997)",
    "Cidade de Deus (City of God) (2002)", "Yojimbo (a.k.a. The Bodyguard) (1961)", "七人の侍 (1954)",
    "City of Lost Children, The (Cité des enfants perdus, La) (1995)", "Misérables, Les (1998)",
    "Spider-Man (2002)", "Spider-Man 2 (2004)", "X-Men (2000)", "Superman (1978)", "Iron Man (2008)",
    "Batman & Robin (1997)", "Pride and Prejudice (2005)", "Romeo + Juliet (1996)", "Fast & the Furious, The (2001)",
    "Jaws (1975)", "Jaws 2 (1978)", "Heat (1995)", "Fargo (1996)", "Alien (1979)", "Aliens (1986)", "Casablanca (1942)",
    "Citizen Kane (1941)", "Vertigo (1958)", "Psycho (1960)", "Rear Window (1954)", "North by Northwest (1959)",
    "Apocalypse Now (1979)", "Taxi Driver (1976)", "Raging Bull (1980)", "Goodfellas (1990)", "Pulp Fiction (1994)",
    "Reservoir Dogs (1992)", "Fight Club (1999)", "Gladiator (2000)", "Braveheart (1995)", "Schindler's List (1993)",
    "Shawshank Redemption, The (1994)", "Silence of the Lambs, The (1991)", "Usual Suspects, The (1995)",
    "One Flew Over the Cuckoo's Nest (1975)", "Dr. Strangelove (1964)", "2001: A Space Odyssey (1968)",
    "101 Dalmatians (1996)", "39 Steps, The (1935)", "20,000 Leagues Under the Sea (1954)", "Sixth Sense, The (1999)",
    "Friday the 13th (1980)", "8½ (1963)", "Amélie (2001)", "Lion King, The (1994)", "Toy Story (1995)",
    "Beauty and the Beast (1991)", "Jurassic Park (1993)", "Titanic (1997)", "Forrest Gump (1994)",
    "Back to the Future (1985)", "Back to the Future Part II (1989)", "Raiders of the Lost Ark (1981)",
    "Blade Runner (1982)", "Groundhog Day (1993)", "Ghostbusters (1984)", "Princess Bride, The (1987)", "M (1931)",
    "Up (2009)", "Henry V (1989)", "Malcolm X (1992)", "V for Vendetta (2006)", "I, Robot (2004)", "Die Hard (1988)",
  ]

  static let index = SearchIndex(
    all.enumerated().map { Movie(id: MovieID($0), title: $1, genres: [], date: nil) })

  /// The titles found, best first, with the year.
  static func found(_ query: String) -> [String] { best(query).map { all[$0.position] } }

  static func best(_ query: String) -> [Search.Match] {
    Search(query, in: index).matches.sorted { ($0.rank, $0.position) < ($1.rank, $1.position) }
  }

  /// What the user meant, if the best match has errors.
  static func corrected(_ query: String) -> String? {
    let search = Search(query, in: index)
    guard let best = best(query).first, best.isCorrected else { return nil }
    return search.correction(for: best)
  }
}

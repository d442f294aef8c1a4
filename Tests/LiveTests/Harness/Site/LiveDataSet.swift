/// A small data set in the layout of RecBole's MovieLens: 60 movies, 80 users, three tastes. It is always the same.
enum LiveDataSet {
  struct Movie: Sendable {
    let id: Int
    let title: String
    let year: Int?
    let genres: [String]
  }

  struct Mark: Sendable {
    let user: Int
    let movie: Int
    let stars: Int
    let time: Int
  }

  /// Ids start at 0, have gaps, and include a large one.
  static let movies: [Movie] = (0..<60).map { index in
    let id = index < 50 ? index : index < 59 ? index + 100 : 70_000
    let genres = [["Action"], ["Comedy", "Romance"], ["Drama"]][index % 3]
    return switch index {
    case 0: Movie(id: id, title: "Nought", year: 1990, genres: genres)
    case 1: Movie(id: id, title: "Matrix, The", year: 1999, genres: genres)
    case 2: Movie(id: id, title: "Cité des enfants perdus, La", year: 1995, genres: genres)
    case 3: Movie(id: id, title: #"Say "cheese" \ smile"#, year: nil, genres: genres)
    default: Movie(id: id, title: "Film \(index)", year: 1950 + index, genres: genres)
    }
  }

  static let users = Array(1...80)

  /// Each user likes movies of one taste and has seen some of the others.
  static let marks: [Mark] = {
    var random = SplitMix(state: 2_026)
    var marks: [Mark] = []
    for user in users {
      for (index, movie) in movies.enumerated() {
        let isLiked = index % 3 == user % 3
        guard random.below(100) < (isLiked ? 60 : 15) else { continue }
        let stars = isLiked ? 3 + random.below(3) : 1 + random.below(4)
        marks.append(Mark(user: user, movie: movie.id, stars: stars, time: 880_000_000 + 61 * marks.count))
      }
    }
    return marks
  }()

  /// Writes the three files and returns their folder.
  static func write(to folder: String) throws -> String {
    let data = "\(folder)/small"
    try makeFolder(data)
    let movies = movies.map { movie in
      "\(movie.id)\t\(movie.title)\t\(movie.year.map(String.init) ?? "")\t\(movie.genres.joined(separator: " "))"
    }
    let users = users.map { "\($0)\t\(20 + $0 % 40)\t\($0 % 2 == 0 ? "F" : "M")\tother\t00000" }
    let marks = marks.map { "\($0.user)\t\($0.movie)\t\($0.stars)\t\($0.time)" }
    try write(
      ["item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq"] + movies, "\(data)/small.item")
    try write(
      ["user_id:token\tage:token\tgender:token\toccupation:token\tzip_code:token"] + users, "\(data)/small.user")
    try write(["user_id:token\titem_id:token\trating:float\ttimestamp:float"] + marks, "\(data)/small.inter")
    return data
  }

  private static func write(_ lines: [String], _ path: String) throws {
    try writeText(lines.joined(separator: "\n") + "\n", to: path)
  }
}

/// The generator of Steele, Lea and Flood (2014): small, and the same on every platform.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

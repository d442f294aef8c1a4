import Domain
import HTTP
import JSON

/// The user's decisions about ambiguous rows, from the body `{choices: [{row, movie_id}]}`.
struct ImportChoices {
  /// The chosen movie of each row; nil if the row means none of the catalogue's.
  private(set) var movies: [Int: MovieID?] = [:]
  /// The index of each row in the request.
  private var indices: [Int: Int] = [:]

  private static let maximum = 1_000

  /// Throws `INVALID_FIELD` and `MISSING_FIELD`, with all faults.
  init(_ request: Request, _ catalogue: Catalogue) throws(HTTPError) {
    var body = try Body(request, allowed: ["choices"], maximumNames: 4 * Self.maximum)
    let elements = body.array("choices") ?? []
    if body["choices"] == nil { body.refuse(.missing("choices")) }
    try body.check()
    guard (1...Self.maximum).contains(elements.count) else {
      throw .invalid("choices", "must have 1 to \(Self.maximum) elements")
    }
    var faults: [HTTPError.Fault] = []
    for (index, element) in elements.enumerated() {
      do throws(HTTPError) {
        try add(element, index, catalogue)
      } catch {
        faults += error.allFaults.map { .init(index: index, field: $0.field, code: $0.code, message: $0.message) }
      }
    }
    try Self.check(faults)
  }

  private mutating func add(_ element: JSONValue, _ index: Int, _ catalogue: Catalogue) throws(HTTPError) {
    var choice = try Body(element, allowed: ["row", "movie_id"], nullable: ["movie_id"])
    let row = Int(choice.requiredInteger("row"))
    var movie: MovieID?
    switch choice["movie_id"] {
    case nil: choice.refuse(.missing("movie_id"))
    case .null?: break
    default:
      movie = choice.integer("movie_id")
      if let movie, !catalogue.contains(movie) { choice.refuse("movie_id", "does not exist") }
    }
    if !choice.isFaulty("row"), indices.updateValue(index, forKey: row) != nil {
      choice.refuse("row", "appears twice")
    }
    try choice.check()
    movies[row] = .some(movie)
  }

  /// Throws `INVALID_FIELD` if a row is not among the questions of the import.
  func check(_ questions: [ImportQuestion]) throws(HTTPError) {
    let asked = Set(questions.map(\.number))
    let others = indices.filter { !asked.contains($0.key) }.sorted { $0.value < $1.value }
    try Self.check(
      others.prefix(20).map { _, index in
        .init(index: index, field: "row", code: .invalidField, message: "'row' is not an ambiguous row of this import.")
      })
  }

  private static func check(_ faults: [HTTPError.Fault]) throws(HTTPError) {
    guard let first = faults.first, let index = first.index else { return }
    var error = HTTPError(first.code, "A choice has a fault.", details: "choices[\(index)]: \(first.message)")
    error.faults = Array(faults.prefix(20))
    throw error
  }
}

import Domain

/// Reads ratings one by one, in the order of the file, in bounded memory.
package struct RatingReader: ~Copyable {
  private var table: Table
  private let places: Places
  private let scale: RatingScale
  /// The numbers in the rating column so far.
  package private(set) var numbers = RatingNumbers()
  /// Later times are rejected. A day after now, because local times without a zone may be up to a day ahead.
  private let latest: Timestamp
  /// The number of rows for each form of time except seconds.
  private var forms = [Int](repeating: 0, count: TimeValue.Form.allCases.count)

  private struct Places {
    let user: Int
    let movie: Int
    /// Nil if the file has no ratings and does not need any.
    let rating: Int?
    /// Nil if the file has no times.
    let time: Int?

    init(_ table: borrowing Table, _ scale: RatingScale) throws(RatingFileError) {
      user = try table.requiredPlace(of: .user)
      movie = try table.requiredPlace(of: .movie)
      rating =
        if scale.implied == nil { try table.requiredPlace(of: .rating) } else { try table.place(of: .rating) }
      time = try table.place(of: .timestamp)
    }
  }

  /// - Parameter now: times more than a day after it are rejected.
  init(_ path: String, _ layout: FileLayout, _ scale: RatingScale, now: Timestamp) throws(RatingFileError) {
    let table = try Table(path, layout.ratings)
    let places = try Places(table, scale)
    self.table = table
    self.places = places
    self.scale = scale
    latest = now + .seconds(86_400)
  }

  package var path: String { table.path }
  /// The line of the row that was read last.
  package var line: Int { table.line }
  /// The share of the file that has been read, 0–1.
  package var share: Double { table.share }

  package var hasTimes: Bool { places.time != nil }

  /// Remarks for people: how times other than seconds were read, or that there are none.
  package var remarks: [String] {
    if places.time == nil, let header = table.header {
      let names = FileColumn.timestamp.spellings.joined(separator: ", ")
      return ["there is no column of times (\(names)), so all times are 1970-01-01: the first line is '\(header)'"]
    }
    return zip(TimeValue.Form.allCases, forms).filter { $1 > 0 }.map {
      "\($1) times were read as \($0.name)"
    }
  }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> ParsedRow<RatingRow>? {
    switch try table.next() {
    case nil: nil
    case .malformed(let reason): .rejected(table.remark(reason))
    case .fields: row()
    }
  }

  private mutating func row() -> ParsedRow<RatingRow> {
    guard let user = FieldValue.integer(table.bytes(places.user)) else { return rejected("user id", places.user) }
    guard let movie = FieldValue.integer(table.bytes(places.movie)) else { return rejected("movie id", places.movie) }
    guard let rating = rating() else { return .rejected(table.remark(no: scale.name, places.rating)) }
    guard let place = places.time else {
      return .accepted(RatingRow(user: user, movie: movie, rating: rating, at: Timestamp(seconds: 0)))
    }
    guard let value = TimeValue(table.bytes(place)) else {
      return rejected("time since 1970, a count or ISO 8601", place)
    }
    guard value.time <= latest else {
      return .rejected(table.remark("the time lies in the future"))
    }
    if value.form != .seconds { forms[value.form.rawValue] += 1 }
    return .accepted(RatingRow(user: user, movie: movie, rating: rating, at: value.time))
  }

  private mutating func rating() -> Rating? {
    guard let place = places.rating else { return scale.implied }
    let bytes = table.bytes(place)
    let rating = scale.rating(bytes)
    // For most rows the number is already parsed.
    if let number = scale.best == nil ? rating?.stars ?? RatingScale.number(bytes) : RatingScale.number(bytes) {
      numbers.add(number)
    }
    return rating
  }

  private func rejected(_ what: String, _ place: Int) -> ParsedRow<RatingRow> {
    .rejected(table.remark(no: what, place))
  }
}

extension TimeValue.Form {
  fileprivate var name: String {
    switch self {
    case .seconds: "seconds since 1970"
    case .milliseconds: "milliseconds since 1970"
    case .microseconds: "microseconds since 1970"
    case .nanoseconds: "nanoseconds since 1970"
    case .iso8601: "dates in ISO 8601, in UTC unless they say otherwise"
    }
  }
}

import API
import Domain

extension MemoryStores {
  func taste(of user: UserID) throws(StoreError) -> Taste {
    if let error { throw error }
    let own = saved.filter { $0.user == user }.reversed()
    var rated: Set<MovieID> = []
    let ratings = own.compactMap { interaction -> (movie: MovieID, rating: Rating)? in
      guard let rating = interaction.rating, rated.insert(interaction.movie).inserted else { return nil }
      return (interaction.movie, rating)
    }
    return Taste(
      ratings: ratings, picked: own.filter { $0.kind == .select }.map(\.movie),
      viewed: own.filter { $0.kind == .view }.map(\.movie), dismissals: try dismissals(of: user, rejected: nil))
  }

  func recipients(of sessions: [SessionClaim]) -> [Result<Recipient, StoreError>] {
    sessions.map { session in
      Result { () throws(StoreError) in
        let user = try identity(of: session).user
        return Recipient(user: user, dismissals: try dismissals(of: user.id, rejected: nil))
      }
    }
  }

  func record(
    _ recommendation: RecordedRecommendation, for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool {
    if let error = error ?? writeError { throw error }
    guard recordedInMinute(before: recommendation.createdAt, user) < limits.perMinute else { return false }
    add(recommendation, for: user)
    return true
  }

  func pages(until list: UUID, of user: UserID) throws(StoreError) -> ShownPages? {
    if let error { throw error }
    guard let last = recorded.lastIndex(where: { $0.user == user && $0.recommendation.id == list }) else { return nil }
    var pages: [Int] = []
    var next: Int? = last
    while let page = next, pages.count < ShownPages.maximum {
      pages.append(page)
      next = recorded[page].recommendation.after.map { Int($0) }
    }
    return ShownPages(
      last: Int64(last), count: pages.count, movies: Set(pages.flatMap { recorded[$0].recommendation.movies }))
  }

  private func recordedInMinute(before time: Timestamp, _ user: UserID) -> Int {
    recorded.count { $0.user == user && $0.recommendation.createdAt > time - .seconds(60) }
  }

  private func add(_ recommendation: RecordedRecommendation, for user: UserID) {
    recorded.append((user, recommendation))
    let shown = recommendation.movies.enumerated().compactMap { place, movie in
      NewInteraction(
        movie: movie, kind: .recommend, rating: nil, origin: ListPlace(list: recommendation.id, place: place))
    }
    _ = add(shown, of: user, at: recommendation.createdAt)
  }

  func recordOnce(
    _ recommendations: [RecordedRecommendation], for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool {
    if let error = error ?? writeError { throw error }
    let known = Set(recorded.filter { $0.user == user }.map(\.recommendation.id))
    let new = recommendations.filter { !known.contains($0.id) }
    guard let time = new.first?.createdAt else { return true }
    guard recordedInMinute(before: time, user) < limits.perMinute else { return false }
    for list in new { add(list, for: user) }
    return true
  }

  func recorded(
    for session: SessionClaim, limit: Int, before: Int64?, rejected: ((String) -> Void)?
  ) throws(StoreError) -> RecommendationPage {
    try check(session)
    let own = recorded.enumerated().filter { $0.element.user == session.user && Int64($0.offset + 1) < before ?? .max }
      .reversed()
    let page = own.prefix(limit)
    return RecommendationPage(
      recommendations: page.map(\.element.recommendation),
      next: own.count > limit ? page.last.map { Int64($0.offset + 1) } : nil)
  }

  func schemaVersion() throws(StoreError) -> Int {
    if let error { throw error }
    return version
  }

  func checkWriting() throws(StoreError) { if let error = error ?? writeError { throw error } }
}

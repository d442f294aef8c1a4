import API
import Domain

/// Current ratings are not stored but derived from the interactions.
extension MemoryStores {
  /// An interaction that was saved under an `event_id`, and the rating it was sent with.
  struct SentInteraction {
    let interaction: InteractionID
    let rating: Rating?
  }

  func save(
    _ interactions: [NewInteraction], of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> SaveOutcome {
    try check(session)
    if isFull { throw .full }
    let outcome = add(interactions, of: session.user, at: time)
    guard case .saved(let saved, let new, _) = outcome, interactions.count == 1, interactions[0].kind == .rate else {
      return outcome
    }
    return .saved(saved, new: new, isOnWatchlist: isOnWatchlist(interactions[0].movie, of: session.user))
  }

  func add(_ interactions: [NewInteraction], of user: UserID, at time: Timestamp) -> SaveOutcome {
    let plan = plan(interactions, user)
    guard plan.conflicts.isEmpty else { return .conflicts(plan.conflicts) }
    let places = plan.new.map { new in
      new.origin.flatMap { origin in
        recorded.last { $0.user == user && $0.recommendation.id == origin.list }
          .flatMap { origin.place(of: new.movie, in: $0.recommendation.movies) }
      }
    }
    let unknown = plan.new.indices.filter { plan.new[$0].origin != nil && places[$0] == nil }
    guard unknown.isEmpty else { return .unknownOrigins(unknown.map { plan.newPositions[$0] }) }
    let new = zip(plan.new, places).map { new, place in
      lastID += 1
      if let list = new.origin?.list { origins[lastID] = ListPlace(list: list, place: place) }
      if let key = new.idempotencyKey {
        submissions[user, default: [:]][key] = SentInteraction(interaction: lastID, rating: new.rating)
      }
      return Interaction(
        id: lastID, user: user, movie: new.movie, kind: new.kind, rating: new.rating, createdAt: time)
    }
    saved += new
    return plan.outcome(new)
  }

  func conflicts(of interactions: [NewInteraction], of user: UserID) throws(StoreError) -> [KeyConflict] {
    if let error { throw error }
    return plan(interactions, user).conflicts
  }

  private func plan(_ interactions: [NewInteraction], _ user: UserID) -> SavePlan {
    let stored = (submissions[user] ?? [:]).mapValues { sent in
      StoredSubmission(interaction: saved.first { $0.id == sent.interaction }, sentRating: sent.rating)
    }
    return SavePlan(interactions, stored: stored)
  }

  func interaction(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Interaction? {
    try check(session)
    return saved.first { $0.id == id && $0.user == session.user }
  }

  func change(
    _ id: InteractionID, to rating: Rating, of session: SessionClaim
  ) throws(StoreError) -> ChangeOutcome {
    try check(session)
    let user = session.user
    guard let index = saved.firstIndex(where: { $0.id == id && $0.user == user }) else { return .unknown }
    let before = saved[index]
    guard before.kind == .rate else { return .notRated }
    saved[index] = Interaction(
      id: id, user: user, movie: before.movie, kind: .rate, rating: rating, createdAt: before.createdAt)
    return .changed(saved[index])
  }

  func delete(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Bool {
    try check(session)
    guard let index = saved.firstIndex(where: { $0.id == id && $0.user == session.user }) else { return false }
    saved.remove(at: index)
    return true
  }

  func history(of session: SessionClaim, _ query: HistoryQuery) throws(StoreError) -> HistoryPage {
    try check(session)
    let user = session.user
    let matching = saved.filter {
      $0.user == user && (query.kind == nil || $0.kind == query.kind) && (query.movie == nil || $0.movie == query.movie)
    }
    let rest = matching.reversed().filter { query.before == nil || $0.id < query.before ?? 0 }
    let page = Array(rest.prefix(query.limit))
    return HistoryPage(
      interactions: page, total: matching.count, next: rest.count > query.limit ? page.last?.id : nil)
  }

  func interactions(
    of user: UserID, after last: InteractionID?, limit: Int, rejected: ((String) -> Void)?
  ) throws(StoreError) -> [ExportedInteraction] {
    if let error { throw error }
    if last == nil, let rejected { impossibleRows.forEach(rejected) }
    let keys = Dictionary(uniqueKeysWithValues: (submissions[user] ?? [:]).map { ($1.interaction, $0) })
    return saved.filter { $0.user == user && $0.id > last ?? 0 }.prefix(limit).map { interaction in
      ExportedInteraction(
        interaction: interaction, idempotencyKey: keys[interaction.id], origin: origins[interaction.id])
    }
  }

  func keysOfDeleted(of user: UserID, after last: UUID?, limit: Int) throws(StoreError) -> [UUID] {
    if let error { throw error }
    let kept = Set(saved.map(\.id))
    let deleted = (submissions[user] ?? [:]).filter { !kept.contains($1.interaction) }.map(\.key)
    let rest = deleted.sorted { $0.description < $1.description }
      .filter { key in last.map { $0.description < key.description } ?? true }
    return Array(rest.prefix(limit))
  }

  func ratings(
    of session: SessionClaim, limit: Int, before: MovieCursor?
  ) throws(StoreError) -> MoviePage<CurrentRating> {
    try check(session)
    return page(current(of: session.user), limit, before)
  }

  func ratings(
    of user: UserID, after last: MovieID?, limit: Int, rejected: @escaping (String) -> Void
  ) throws(StoreError) -> (ratings: [CurrentRating], last: MovieID?) {
    if let error { throw error }
    let rest = current(of: user).sorted { $0.movie < $1.movie }.filter { rating in
      last.map { $0 < rating.movie } ?? true
    }
    let page = Array(rest.prefix(limit))
    return (page, page.count == limit ? page.last?.movie : nil)
  }

  private func current(of user: UserID) -> [CurrentRating] {
    var current: [MovieID: CurrentRating] = [:]
    for interaction in saved where interaction.user == user {
      guard let rating = interaction.rating else { continue }
      current[interaction.movie] = CurrentRating(
        movie: interaction.movie, rating: rating, ratedAt: interaction.createdAt)
    }
    return current.values.sorted { ($0.ratedAt, $0.movie) > ($1.ratedAt, $1.movie) }
  }

  func rate(
    _ movie: MovieID, _ rating: Rating, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> RateOutcome {
    let isFirst = !current(of: session.user).contains { $0.movie == movie }
    if let new = NewInteraction(movie: movie, kind: .rate, rating: rating) {
      _ = try save([new], of: session, at: time)
    }
    return RateOutcome(isFirst: isFirst, isOnWatchlist: isOnWatchlist(movie, of: session.user))
  }

  func removeRating(of movie: MovieID, by session: SessionClaim) throws(StoreError) -> Bool {
    try check(session)
    let user = session.user
    let before = saved.count
    saved.removeAll { $0.user == user && $0.movie == movie && $0.kind == .rate }
    return saved.count < before
  }
}

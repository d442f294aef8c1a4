import API
import Domain

extension MemoryStores {
  /// An import, with what it has added.
  struct KeptImport {
    let id: ImportID
    let user: UserID
    let source: HistorySource
    let fileHash: [UInt8]
    let createdAt: Timestamp
    var added = ImportCounts()
    var keys: Set<UUID> = []
    /// Nil for a movie that was on the watchlist before.
    var wanted: [WantedMovie: WatchlistEntry?] = [:]
    var questions: [ImportQuestion] = []
    var answered: Set<Int> = []

    var open: [ImportQuestion] { questions.filter { !answered.contains($0.number) } }

    var record: ImportRecord {
      ImportRecord(id: id, source: source, createdAt: createdAt, added: added, open: open.count)
    }
  }

  func add(_ new: NewImport, of session: SessionClaim, at time: Timestamp) throws(StoreError) -> ImportResult {
    try check(session)
    if isFull { throw .full }
    let user = session.user
    if !keptImports.contains(where: { $0.user == user && $0.fileHash == new.fileHash }) {
      guard keptImports.count(where: { $0.user == user }) < maximumImports else { return .tooMany }
      lastID += 1
      keptImports.append(
        KeptImport(id: lastID, user: user, source: new.source, fileHash: new.fileHash, createdAt: time))
    }
    let index = keptImports.firstIndex { $0.user == user && $0.fileHash == new.fileHash } ?? 0
    let known = Set(keptImports[index].questions.map(\.number))
    keptImports[index].questions += new.questions.filter { !known.contains($0.number) }
    let added = add(new.interactions.inOrder(undated: time), to: index, at: time)
    return .added(keptImports[index].id, added + add(new.wanted, to: index, at: time))
  }

  func news(of new: NewImport, _ session: SessionClaim, at time: Timestamp) throws(StoreError) -> ImportCounts {
    let before = (saved, submissions, watchlists, keptImports, lastID)
    defer { (saved, submissions, watchlists, keptImports, lastID) = before }
    guard case .added(_, let added) = try add(new, of: session, at: time) else { return ImportCounts() }
    return added
  }

  private func add(_ wanted: [WantedMovie], to index: Int, at time: Timestamp) -> ImportCounts {
    let user = keptImports[index].user
    var known = Set(keptImports.filter { $0.user == user }.flatMap(\.wanted.keys))
    var added = ImportCounts()
    for wanted in wanted where known.insert(wanted).inserted {
      guard watchlists[user]?[wanted.movie] == nil else {
        keptImports[index].wanted[wanted] = .some(nil)
        continue
      }
      let entry = WatchlistEntry(movie: wanted.movie, addedAt: wanted.at ?? time)
      watchlists[user, default: [:]][wanted.movie] = entry
      keptImports[index].wanted[wanted] = entry
      added.watchlist += 1
    }
    keptImports[index].added += added
    return added
  }

  private func add(_ interactions: [ImportedInteraction], to index: Int, at time: Timestamp) -> ImportCounts {
    let user = keptImports[index].user
    var added = ImportCounts()
    for imported in interactions where submissions[user]?[imported.key] == nil {
      let new = imported.interaction
      let last = saved.last { $0.user == user && $0.movie == new.movie && $0.kind == .rate }
      if new.kind == .rate, let last, imported.at.map({ $0 < last.createdAt }) ?? true { continue }
      lastID += 1
      saved.append(
        Interaction(
          id: lastID, user: user, movie: new.movie, kind: new.kind, rating: new.rating, createdAt: imported.at ?? time))
      submissions[user, default: [:]][imported.key] = SentInteraction(interaction: lastID, rating: new.rating)
      keptImports[index].keys.insert(imported.key)
      added.add(new.kind)
    }
    keptImports[index].added += added
    return added
  }

  private func index(_ id: ImportID, _ session: SessionClaim) throws(StoreError) -> Int? {
    try check(session)
    return keptImports.firstIndex { $0.id == id && $0.user == session.user }
  }

  func imports(of session: SessionClaim, rejected: ((String) -> Void)?) throws(StoreError) -> [ImportRecord] {
    try check(session)
    return keptImports.filter { $0.user == session.user }.map(\.record).reversed()
  }

  func openQuestions(
    of id: ImportID, of session: SessionClaim, limit: Int
  ) throws(StoreError) -> (record: ImportRecord, questions: [ImportQuestion])? {
    guard let index = try index(id, session) else { return nil }
    return (keptImports[index].record, Array(keptImports[index].open.prefix(limit)))
  }

  func questions(
    _ numbers: [Int], of id: ImportID, of session: SessionClaim
  ) throws(StoreError) -> (source: HistorySource, questions: [ImportQuestion])? {
    guard let index = try index(id, session) else { return nil }
    return (keptImports[index].source, keptImports[index].questions.filter { numbers.contains($0.number) })
  }

  func answer(
    _ answers: [ImportAnswer], of id: ImportID, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> ImportCounts? {
    guard let index = try index(id, session) else { return nil }
    let open = Set(keptImports[index].open.map(\.number))
    let new = answers.filter { open.contains($0.number) }.inOrder(undated: time)
    keptImports[index].answered.formUnion(new.map(\.number))
    return add(new.flatMap(\.interactions).inOrder(undated: time), to: index, at: time)
      + add(new.flatMap(\.wanted), to: index, at: time)
  }

  func undo(_ id: ImportID, of session: SessionClaim) throws(StoreError) -> Bool {
    guard let index = try index(id, session) else { return false }
    let gone = keptImports.remove(at: index)
    for key in gone.keys {
      guard let sent = submissions[gone.user]?[key] else { continue }
      // A rating that the user has changed stays.
      if let kept = saved.first(where: { $0.id == sent.interaction }), kept.rating != sent.rating { continue }
      submissions[gone.user]?[key] = nil
      saved.removeAll { $0.id == sent.interaction }
    }
    for case let entry? in gone.wanted.values where watchlists[gone.user]?[entry.movie] == entry {
      watchlists[gone.user]?[entry.movie] = nil
    }
    return true
  }

  func questions(
    of id: ImportID, of user: UserID, after last: Int?, limit: Int, rejected: @escaping (String) -> Void
  ) throws(StoreError) -> (questions: [ImportQuestion], last: Int?) {
    let all = keptImports.first { $0.id == id && $0.user == user }?.questions ?? []
    let page = Array(all.filter { $0.number > last ?? 0 }.prefix(limit))
    return (page, page.count == limit ? page.last?.number : nil)
  }
}

private func + (left: ImportCounts, right: ImportCounts) -> ImportCounts {
  var sum = left
  sum += right
  return sum
}

import Domain

extension StorePromise {
  static let histories = [
    StorePromise("interactions get ascending ids and come back newest first, filtered and page by page") { stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      let saved = try stores.save(
        [view(first), rate(second, 8), view(first), view(second), rate(first, 2)], of: session)
      try expect(saved.map(\.id), saved.map(\.id).sorted())
      let all = try stores.interactions.history(of: session, HistoryQuery())
      try expect(all, HistoryPage(interactions: saved.reversed(), total: 5, next: nil))
      let page = try stores.interactions.history(of: session, HistoryQuery(limit: 2))
      try expect(page, HistoryPage(interactions: [saved[4], saved[3]], total: 5, next: saved[3].id))
      let rest = try stores.interactions.history(of: session, HistoryQuery(limit: 3, before: page.next))
      try expect(rest, HistoryPage(interactions: [saved[2], saved[1], saved[0]], total: 5, next: nil))
      let views = try stores.interactions.history(of: session, HistoryQuery(kind: .view, limit: 2))
      try expect(views, HistoryPage(interactions: [saved[3], saved[2]], total: 3, next: saved[2].id))
      let ofFirst = try stores.interactions.history(of: session, HistoryQuery(movie: first))
      try expect(ofFirst, HistoryPage(interactions: [saved[4], saved[2], saved[0]], total: 3, next: nil))
      let rated = try stores.interactions.history(of: session, HistoryQuery(kind: .rate, movie: second))
      try expect(rated, HistoryPage(interactions: [saved[1]], total: 1, next: nil))
    },
    StorePromise("nobody sees, changes or deletes another user's interaction") { stores in
      let mara = try stores.logIn(try stores.register("Mara"))
      let otto = try stores.logIn(try stores.register("Otto"))
      let saved = try stores.save([rate(stores.movies.first, 8)], of: mara)[0]
      try expect(try stores.interactions.interaction(saved.id, of: mara), saved)
      try expect(try stores.interactions.interaction(saved.id, of: otto), nil)
      try expect(try stores.interactions.history(of: otto, HistoryQuery()).total, 0)
      try expect(try stores.interactions.change(saved.id, to: Rating(halfStars: 1), of: otto), .unknown)
      try expect(try stores.interactions.delete(saved.id, of: otto), false)
      try expect(try stores.interactions.interaction(saved.id, of: mara), saved)
    },
    StorePromise("an idempotency key counts once, and names one interaction for good") { stores in
      let (first, second) = stores.movies
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let saved = try stores.save([rate(first, 8, key: key(1))], of: session)[0]
      let time = Timestamp(seconds: 2_100)
      func save(_ new: NewInteraction...) throws -> SaveOutcome {
        try stores.interactions.save(new, of: session, at: time)
      }
      try expect(try save(rate(first, 8, key: key(1))), .saved([saved], new: 0))
      let other = KeyConflict(index: 0, reason: .otherBody)
      try expect(try save(rate(second, 8, key: key(1))), .conflicts([other]))
      try expect(try stores.interactions.conflicts(of: [rate(first, 7, key: key(1))], of: user.id), [other])
      // All or nothing.
      try expect(
        try save(view(second), rate(first, 2, key: key(1))),
        .conflicts([KeyConflict(index: 1, reason: .otherBody)]))
      try expect(try stores.interactions.history(of: session, HistoryQuery()).total, 1)
      // A repeat is compared with what was first sent, not with later changes.
      _ = try stores.interactions.change(saved.id, to: Rating(halfStars: 3), of: session)
      guard case .saved(let repeated, new: 0, _) = try save(rate(first, 8, key: key(1))) else {
        throw BrokenPromise(description: "a repeat of a changed rating was refused")
      }
      try expect(repeated.map(\.id), [saved.id])
      try expect(try stores.interactions.delete(saved.id, of: session), true)
      try expect(
        try save(rate(first, 8, key: key(1))), .conflicts([KeyConflict(index: 0, reason: .deleted)]))
      // Another user's idempotency keys are their own.
      let otto = try stores.logIn(try stores.register("Otto"))
      _ = try stores.save([view(second, key: key(1))], of: otto)
    },
    StorePromise("interactions that arrive together are saved as if each had come alone") { stores in
      let (first, second) = stores.movies
      let mara = try stores.logIn(try stores.register("Mara"))
      let otto = try stores.logIn(try stores.register("Otto"))
      let ended = SessionClaim(id: otto.id, user: mara.user, at: otto.time)
      let time = Timestamp(seconds: 1_010)
      func save(_ submissions: (NewInteraction, SessionClaim)...) -> [Result<SaveOutcome, StoreError>] {
        stores.interactions.save(submissions.map { Submission($0.0, in: $0.1) }, at: time)
      }
      func ids(_ outcomes: [Result<SaveOutcome, StoreError>]) throws -> [InteractionID] {
        try outcomes.map { outcome in
          guard case .success(.saved(let saved, new: 1, _)) = outcome, saved.count == 1 else {
            throw BrokenPromise(description: "not saved: \(outcome)")
          }
          try expect(try stores.interactions.interaction(saved[0].id, of: claim(of: saved[0])), saved[0])
          return saved[0].id
        }
      }
      func claim(of interaction: Interaction) -> SessionClaim { interaction.user == mara.user ? mara : otto }
      // Of one shape, of several shapes, and twice from one user.
      try stores.marks.addToWatchlist(second, of: mara, at: time)
      let rates = try save(
        (rate(first, 8), otto), (rate(first, 6), mara), (rate(second, 4), mara), (rate(first, 2), mara),
        (rate(second, 10), otto))
      try expect(Set(try ids(rates)).count, 5)
      try expect(
        rates.map { if case .success(.saved(_, _, isOnWatchlist: true)) = $0 { true } else { false } },
        [false, false, true, false, false])
      try expect(try stores.current(of: mara).map(\.rating.halfStars).sorted(), [2, 4])
      try expect(try stores.current(of: otto).map(\.rating.halfStars).sorted(), [8, 10])
      let keyed = try ids(
        save(
          (view(first, key: key(1)), mara), (view(second), otto), (view(first, key: key(1)), otto),
          (view(second), mara), (rate(first, 8, key: key(2)), mara), (rate(first, 9, key: key(2)), otto)))
      try expect(Set(keyed).count, 6)
      // A repeat, a conflict and a session that has ended, in the midst of others.
      let mixed = try save(
        (view(first, key: key(3)), mara), (view(first, key: key(1)), mara), (view(second, key: key(1)), otto),
        (view(first, key: key(3)), ended), (view(first, key: key(3)), otto), (view(first, key: key(3)), otto))
      _ = try ids([mixed[0], mixed[4]])
      guard case .success(.saved(let repeated, new: 0, _)) = mixed[1],
        case .success(.saved(let again, new: 0, _)) = mixed[5]
      else { throw BrokenPromise(description: "a repeat counted: \(mixed)") }
      try expect((repeated + again).map(\.id), [keyed[0]] + (try ids([mixed[4]])))
      try expect(mixed[2], .success(.conflicts([KeyConflict(index: 0, reason: .otherBody)])))
      try expect(mixed[3], .failure(.sessionEnded))
      try expect(try stores.interactions.history(of: mara, HistoryQuery()).total, 7)
      try expect(try stores.interactions.history(of: otto, HistoryQuery()).total, 6)
    },
    StorePromise("a batch repeats within itself what has the same idempotency key") { stores in
      let session = try stores.logIn(try stores.register("Mara"))
      let new = try view(stores.movies.first, key: key(7))
      guard case .saved(let saved, new: 1, _) = try stores.interactions.save([new, new], of: session, at: session.time)
      else { throw BrokenPromise(description: "a repeat within a batch counted") }
      try expect(saved.count, 2)
      try expect(saved[0], saved[1])
    },
    StorePromise("an export reads interactions oldest first with their idempotency keys, then those of deleted ones") {
      stores in
      let (first, second) = stores.movies
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let saved = try stores.save(
        [view(first, key: key(3)), view(second), rate(first, 8, key: key(1)), view(first, key: key(2))],
        of: session)
      _ = try stores.interactions.delete(saved[2].id, of: session)
      _ = try stores.interactions.delete(saved[0].id, of: session)
      let part = try stores.interactions.interactions(of: user.id, after: nil, limit: 1, rejected: nil)
      try expect(part, [ExportedInteraction(interaction: saved[1], idempotencyKey: nil)])
      let rest = try stores.interactions.interactions(of: user.id, after: saved[1].id, limit: 10, rejected: nil)
      try expect(rest, [ExportedInteraction(interaction: saved[3], idempotencyKey: key(2))])
      try expect(try stores.interactions.keysOfDeleted(of: user.id, after: nil, limit: 10), [key(1), key(3)])
      try expect(try stores.interactions.keysOfDeleted(of: user.id, after: key(1), limit: 10), [key(3)])
    },
    StorePromise("an ended session saves, changes and deletes nothing") { stores in
      let movie = stores.movies.first
      let user = try stores.register("Mara")
      let (session, ended) = (try stores.logIn(user), try stores.logIn(user))
      let saved = try stores.save([rate(movie, 8)], of: ended)[0]
      _ = try stores.sessions.end(ended.id, of: user.id)
      let rating = Rating(halfStars: 1)
      for work: () throws -> Void in [
        { _ = try stores.interactions.save([view(movie)], of: ended, at: ended.time) },
        { _ = try stores.interactions.save([view(movie), view(movie)], of: ended, at: ended.time) },
        { _ = try stores.interactions.interaction(saved.id, of: ended) },
        { _ = try stores.interactions.change(saved.id, to: rating, of: ended) },
        { _ = try stores.interactions.delete(saved.id, of: ended) },
        { _ = try stores.interactions.history(of: ended, HistoryQuery()) },
        { _ = try stores.ratings.ratings(of: ended, limit: 10, before: nil) },
        { _ = try stores.ratings.rate(movie, rating, of: ended, at: ended.time) },
        { _ = try stores.ratings.removeRating(of: movie, by: ended) },
        { _ = try stores.recommendations.recorded(for: ended, limit: 10, before: nil, rejected: nil) },
      ] { try expect(.sessionEnded, work) }
      try expect(try stores.interactions.history(of: session, HistoryQuery()).interactions, [saved])
    },
  ]

  static let currentRatings = [
    StorePromise("the current rating is the newest that is left, whatever happens to the others") { stores in
      let movie = stores.movies.first
      let session = try stores.logIn(try stores.register("Mara"))
      let saved = try stores.save([rate(movie, 8), rate(movie, 2), view(movie)], of: session)
      func rating(_ halfStars: Int, _ time: Timestamp) -> [CurrentRating] {
        [CurrentRating(movie: movie, rating: Rating(halfStars: halfStars), ratedAt: time)]
      }
      try expect(try stores.current(of: session), rating(2, saved[1].createdAt))
      guard
        case .changed(let changed) = try stores.interactions.change(saved[0].id, to: Rating(halfStars: 7), of: session)
      else { throw BrokenPromise(description: "a rating was not changed") }
      try expect(changed.rating, Rating(halfStars: 7))
      try expect(changed.createdAt, saved[0].createdAt)
      try expect(try stores.current(of: session), rating(2, saved[1].createdAt))
      try expect(try stores.interactions.delete(saved[1].id, of: session), true)
      try expect(try stores.current(of: session), rating(7, saved[0].createdAt))
      try expect(try stores.interactions.change(saved[2].id, to: Rating(halfStars: 7), of: session), .notRated)
      try expect(try stores.ratings.removeRating(of: movie, by: session), true)
      try expect(try stores.current(of: session), [])
      try expect(try stores.ratings.removeRating(of: movie, by: session), false)
      try expect(try stores.interactions.history(of: session, HistoryQuery()).interactions, [saved[2]])
    },
    StorePromise("ratings are listed newest first and page by page, those of one time by descending movie id") {
      stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      let time = Timestamp(seconds: 5_000)
      try expect(try stores.ratings.rate(first, Rating(halfStars: 4), of: session, at: time).isFirst, true)
      try expect(try stores.ratings.rate(second, Rating(halfStars: 6), of: session, at: time).isFirst, true)
      let page = try stores.ratings.ratings(of: session, limit: 1, before: nil)
      try expect(page.entries.map(\.movie), [max(first, second)])
      let rest = try stores.ratings.ratings(of: session, limit: 1, before: page.next)
      try expect(rest.entries.map(\.movie), [min(first, second)])
      try expect(rest.next, nil)
      try expect(
        try stores.ratings.rate(first, Rating(halfStars: 9), of: session, at: time + .seconds(1)).isFirst, false)
      try expect(try stores.ratings.ratings(of: session, limit: 5, before: nil).entries.map(\.movie), [first, second])
    },
  ]

  static let recommendationLists = [
    StorePromise("what was recommended is listed newest first, and every movie of it is in the history") { stores in
      let (first, second) = stores.movies
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let lists = (UInt8(0)..<3).map { list([second, first], $0, at: 3_000 + Int64($0)) }
      for list in lists { try expect(try stores.recommendations.record(list, for: user.id, plenty), true) }
      let page = try stores.recommendations.recorded(for: session, limit: 2, before: nil, rejected: nil)
      try expect(page.recommendations, [lists[2], lists[1]])
      let rest = try stores.recommendations.recorded(for: session, limit: 2, before: page.next, rejected: nil)
      try expect(rest.recommendations, [lists[0]])
      try expect(rest.next, nil)
      let history = try stores.interactions.history(of: session, HistoryQuery(kind: .recommend, limit: 4))
      try expect(history.total, 6)
      // The best of a list is the oldest of its interactions.
      try expect(history.interactions.map(\.movie), [first, second, first, second])
      try expect(try stores.interactions.delete(history.interactions[0].id, of: session), true)
      try expect(try stores.interactions.history(of: session, HistoryQuery()).total, 5)
      // What was shown stays as it was shown.
      try expect(
        try stores.recommendations.recorded(for: session, limit: 1, before: nil, rejected: nil).recommendations,
        [lists[2]])
    },
    StorePromise("beyond its limit of a minute nothing more is recorded") { stores in
      let user = try stores.register("Mara")
      let limits = RecordingLimits(perMinute: 2, kept: 100)
      func record(at time: Int64) throws -> Bool {
        try stores.recommendations.record(list([stores.movies.first], 1, at: time), for: user.id, limits)
      }
      try expect(try [record(at: 3_000), record(at: 3_001), record(at: 3_002)], [true, true, false])
      try expect(try record(at: 3_061), true)
    },
    StorePromise("lists that arrive together are recorded as if each had come alone") { stores in
      let (first, second) = stores.movies
      let (mara, otto) = (try stores.register("Mara"), try stores.register("Otto"))
      let limits = RecordingLimits(perMinute: 2, kept: 100)
      func record(_ owned: (User, UInt8)...) throws -> [Bool] {
        let lists = owned.map { RecordedList(list([second, first], $0.1, at: 3_000), for: $0.0.id) }
        return try stores.recommendations.record(lists, limits).map { try $0.get() }
      }
      try expect(try record((otto, 1), (mara, 2)), [true, true])
      // Mara has room for one more, and Otto's list must not suffer from the one beyond it.
      try expect(try record((mara, 3), (otto, 4)), [true, true])
      let other = try stores.register("Rosa")
      try expect(try record((other, 5), (mara, 6)), [true, false])
      for (user, count) in [(mara, 2), (otto, 2), (other, 1)] {
        let session = try stores.logIn(user)
        let page = try stores.recommendations.recorded(for: session, limit: 9, before: nil, rejected: nil)
        try expect(page.recommendations.map(\.movies), Array(repeating: [second, first], count: count))
      }
      try expect(try record(), [])
    },
    StorePromise("a list has as pages itself and all that it continues, and they are its user's own") { stores in
      let (first, second) = stores.movies
      let (mara, otto) = (try stores.register("Mara"), try stores.register("Otto"))
      func record(_ movies: [MovieID], _ number: UInt8, after: Int64?) throws {
        let list = RecordedRecommendation(
          id: key(number), model: "EASE", modelVersion: "1", source: .context, movies: movies,
          createdAt: Timestamp(seconds: 3_000), surface: .recommend, after: after)
        try expect(try stores.recommendations.record(list, for: mara.id, plenty), true)
      }
      try record([first], 1, after: nil)
      let page = try stores.recommendations.pages(until: key(1), of: mara.id)
      try expect(page?.count, 1)
      try expect(page?.movies, [first])
      try record([second], 2, after: page?.last)
      try record([], 3, after: try stores.recommendations.pages(until: key(2), of: mara.id)?.last)
      let pages = try stores.recommendations.pages(until: key(3), of: mara.id)
      try expect(pages?.count, 3)
      try expect(pages?.movies, [first, second])
      try expect(try stores.recommendations.pages(until: key(1), of: mara.id), page)
      try expect(try stores.recommendations.pages(until: key(1), of: otto.id), nil)
      try expect(try stores.recommendations.pages(until: key(9), of: mara.id), nil)
    },
    StorePromise("the recipients of recommendations are users of open sessions, with what they have dismissed") {
      stores in
      let (first, second) = stores.movies
      let (mara, otto) = (try stores.register("Mara"), try stores.register("Otto"))
      let (session, ended) = (try stores.logIn(mara), try stores.logIn(mara))
      let other = try stores.logIn(otto)
      let stolen = SessionClaim(id: other.id, user: mara.id, at: other.time)
      try stores.marks.dismiss(first, .seen, of: session, at: Timestamp(seconds: 3_001))
      try stores.marks.dismiss(second, .notInterested, of: session, at: Timestamp(seconds: 3_002))
      _ = try stores.sessions.end(ended.id, of: mara.id)
      let found = stores.recommendations.recipients(of: [other, session, ended, stolen, session])
      let dismissals = [
        Dismissal(movie: second, reason: .notInterested, dismissedAt: Timestamp(seconds: 3_002)),
        Dismissal(movie: first, reason: .seen, dismissedAt: Timestamp(seconds: 3_001)),
      ]
      let recipient = Recipient(user: mara, dismissals: dismissals)
      try expect(
        found,
        [
          .success(Recipient(user: otto, dismissals: [])), .success(recipient), .failure(.sessionEnded),
          .failure(.sessionEnded), .success(recipient),
        ])
    },
    StorePromise("the newest interactions of several users are those of each alone") { stores in
      let (first, second) = stores.movies
      let (mara, otto, nora) = (
        try stores.register("Mara"), try stores.register("Otto"), try stores.register("Nora")
      )
      let (session, ended, other) = (try stores.logIn(mara), try stores.logIn(mara), try stores.logIn(otto))
      let stolen = SessionClaim(id: other.id, user: mara.id, at: other.time)
      let sessions = [other, session, ended, try stores.logIn(nora), stolen, session]
      _ = try stores.sessions.end(ended.id, of: mara.id)
      _ = try stores.save([view(second), rate(first, 9), view(first)], of: session)
      _ = try stores.recommendations.record(list([first, second], 1, at: 3_000), for: mara.id, plenty)
      _ = try stores.recommendations.record(list([second, first], 2, at: 3_001), for: otto.id, plenty)
      for limit in [1, 2, 3, 4, 5, 6] {
        let found = stores.interactions.histories(of: sessions, limit: limit)
        let alone = sessions.map { session in
          Result { () throws(StoreError) in
            try stores.interactions.history(of: session, HistoryQuery(limit: limit))
          }
        }
        try expect(found, alone)
        try expect(try found[1].get().interactions.count, min(limit, 5))
        try expect(try found[3].get().total, 0)
      }
    },
    StorePromise("taste is what was rated well or picked, and never what was recommended") { stores in
      let (first, second) = stores.movies
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      _ = try stores.recommendations.record(list([first, second], 1, at: 3_000), for: user.id, plenty)
      try expect(try stores.recommendations.taste(of: user.id), Taste(ratings: [], picked: [], viewed: []))
      _ = try stores.save([view(second), rate(first, 9), rate(second, 2)], of: session)
      let taste = try stores.recommendations.taste(of: user.id)
      try expect(taste.liked, [first])
      try expect(taste.disliked, [second])
      try expect(taste.seen, [first, second])
    },
  ]

  static let plenty = RecordingLimits(perMinute: 100, kept: 100)

  static func list(_ movies: [MovieID], _ number: UInt8, at time: Int64) -> RecordedRecommendation {
    RecordedRecommendation(
      id: key(number), model: "EASE", modelVersion: "1", source: .context, movies: movies,
      createdAt: Timestamp(seconds: time), surface: .recommend)
  }
}

import Domain

extension StorePromise {
  static let imports = [
    StorePromise("an import adds what is new with its own dates, and a repeat of it changes nothing") { stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      let new = try newImport(
        1, [imported(first, .rate, 9, at: 300, key: 1), imported(second, .view, nil, at: 100, key: 2)])
      let id = try stores.add(new, of: session, counts(ratings: 1, views: 1))
      let history = try stores.interactions.history(of: session, HistoryQuery()).interactions
      try expect(history.map(\.movie), [first, second])
      try expect(history.map(\.createdAt), [Timestamp(seconds: 300), Timestamp(seconds: 100)])
      try expect(
        try stores.current(of: session),
        [CurrentRating(movie: first, rating: Rating(halfStars: 9), ratedAt: Timestamp(seconds: 300))])
      try expect(try stores.add(new, of: session, counts()), id)
      // Another file with the same rows is another import, which adds nothing.
      let other = NewImport(source: .letterboxd, fileHash: hash(2), interactions: new.interactions)
      try expect(try stores.add(other, of: session, counts()) == id, false)
      try expect(try stores.interactions.history(of: session, HistoryQuery()).interactions, history)
      let records = try stores.imports.imports(of: session)
      try expect(records.map(\.added), [counts(), counts(ratings: 1, views: 1)])
      try expect(records.map(\.source), [.letterboxd, .letterboxd])
    },
    StorePromise("a rating from a file does not replace a later one, nor, without a date, any") { stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      _ = try stores.save([rate(first, 2), rate(second, 4)], of: session, from: 2_000)
      _ = try stores.add(
        newImport(1, [imported(first, .rate, 9, at: 1_999, key: 1), imported(second, .rate, 9, at: nil, key: 2)]),
        of: session, counts())
      try expect(try stores.current(of: session).map(\.rating), [Rating(halfStars: 4), Rating(halfStars: 2)])
      _ = try stores.add(newImport(2, [imported(first, .rate, 9, at: 2_500, key: 3)]), of: session, counts(ratings: 1))
      try expect(try stores.current(of: session).map(\.rating), [Rating(halfStars: 9), Rating(halfStars: 4)])
    },
    StorePromise("the newest rating of a movie is current, whatever the order of rows, answers and parts of an import")
    {
      stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      // Undated ratings do not count beside dated ones.
      let rows = try newImport(
        1,
        [
          imported(first, .rate, 9, at: 300, key: 1), imported(first, .rate, 3, at: nil, key: 2),
          imported(first, .rate, 4, at: 100, key: 3), imported(first, .rate, 6, at: 200, key: 4),
        ], (1...150).map { question($0, []) })
      let id = try stores.add(rows, of: session, counts(ratings: 3))
      try expect(try stores.current(of: session).map(\.rating), [Rating(halfStars: 9)])
      try expect(
        try stores.interactions.history(of: session, HistoryQuery()).interactions.map(\.rating?.halfStars), [9, 6, 4])
      func answers(_ numbers: [Int]) throws -> [ImportAnswer] {
        try numbers.map { number in
          let undated = number == 1
          return ImportAnswer(
            number: number,
            interactions: [
              try imported(
                second, .rate, undated ? 1 : 1 + number % 10, at: undated ? nil : Int64(1_000 - number),
                key: UInt8(number + 100)),
              try imported(first, .view, nil, at: undated ? nil : Int64(number), key: UInt8(number + 200)),
            ])
        }
      }
      // The file has the undated rating first, and then the newest before the older ones.
      let time = Timestamp(seconds: 5_000)
      try expect(
        try stores.imports.answer(answers([1, 10, 11, 12]), of: id, of: session, at: time),
        counts(ratings: 3, views: 4))
      try expect(
        try stores.current(of: session),
        [
          CurrentRating(movie: second, rating: Rating(halfStars: 1), ratedAt: Timestamp(seconds: 990)),
          CurrentRating(movie: first, rating: Rating(halfStars: 9), ratedAt: Timestamp(seconds: 300)),
        ])
      try expect(
        try stores.interactions.history(of: session, HistoryQuery()).interactions.map(\.createdAt.seconds),
        [5_000, 990, 989, 988, 12, 11, 10, 300, 200, 100])
      // There are more answers than one transaction takes, and only the last one has a date.
      let otto = try stores.logIn(try stores.register("Otto"))
      let asked = try stores.add(newImport(1, [], (1...150).map { question($0, []) }), of: otto, counts())
      let answered = try (1...150).map { number in
        ImportAnswer(
          number: number,
          interactions: [
            try imported(first, .rate, number == 150 ? 7 : 2, at: number == 150 ? 300 : nil, key: UInt8(number))
          ])
      }
      try expect(try stores.imports.answer(answered, of: asked, of: otto, at: time), counts(ratings: 1))
      try expect(try stores.current(of: otto).map(\.rating), [Rating(halfStars: 7)])
    },
    StorePromise("what would be new is what is added then, and asking adds nothing") { stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      _ = try stores.save([rate(first, 2)], of: session, from: 200)
      try stores.marks.addToWatchlist(first, of: session, at: Timestamp(seconds: 100))
      let view = try imported(second, .view, nil, at: 300, key: 4)
      var new = try newImport(
        1,
        [
          imported(first, .rate, 9, at: 100, key: 1), imported(first, .rate, 8, at: nil, key: 2),
          imported(second, .rate, 7, at: nil, key: 3), view, view, imported(first, .view, nil, at: nil, key: 5),
          imported(second, .select, nil, at: 1, key: 6), imported(second, .rate, 5, at: 400, key: 7),
        ], [question(3, [first])])
      new.wanted = [first, second, second].map { WantedMovie(movie: $0, at: nil) }
      let expected = counts(ratings: 1, views: 2, likes: 1, watchlist: 1)
      let time = Timestamp(seconds: 5_000)
      for _ in 1...2 { try expect(try stores.imports.news(of: new, session, at: time), expected) }
      try expect(try stores.imports.imports(of: session), [])
      try expect(try stores.interactions.history(of: session, HistoryQuery()).total, 1)
      let id = try stores.add(new, of: session, expected)
      try expect(try stores.imports.news(of: new, session, at: time), counts())
      try expect(try stores.imports.undo(id, of: session), true)
      try expect(try stores.imports.news(of: new, session, at: time), expected)
    },
    StorePromise("undoing an import takes back what it has added and nothing else, and it can be imported again") {
      stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      let own = try stores.save([rate(first, 2), view(second)], of: session, from: 100)
      let new = try newImport(
        1,
        [
          imported(first, .rate, 9, at: 300, key: 1), imported(second, .rate, 8, at: 300, key: 2),
          imported(second, .select, nil, at: nil, key: 3),
        ], [question(5, [first])])
      let id = try stores.add(new, of: session, counts(ratings: 2, likes: 1))
      let later = try stores.save([rate(second, 4)], of: session, from: 400)
      try expect(try stores.imports.undo(id, of: session), true)
      try expect(
        try stores.interactions.history(of: session, HistoryQuery()).interactions, later + own.reversed())
      try expect(try stores.current(of: session).map(\.rating), [Rating(halfStars: 4), Rating(halfStars: 2)])
      try expect(try stores.imports.imports(of: session), [])
      try expect(try stores.imports.undo(id, of: session), false)
      // The rating of the second movie is now older than the user's own.
      _ = try stores.add(new, of: session, counts(ratings: 1, likes: 1))
    },
    StorePromise("a rating of an import that the user has changed stays after undoing, and the file does not change it")
    {
      stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      let new = try newImport(
        1, [imported(first, .rate, 9, at: 300, key: 1), imported(second, .rate, 8, at: 300, key: 2)])
      let id = try stores.add(new, of: session, counts(ratings: 2))
      let saved = try stores.interactions.history(of: session, HistoryQuery()).interactions
      let changed = saved.filter { $0.movie == first }
      _ = try stores.interactions.change(changed[0].id, to: Rating(halfStars: 3), of: session)
      try expect(try stores.imports.undo(id, of: session), true)
      try expect(
        try stores.interactions.history(of: session, HistoryQuery()).interactions.map(\.rating), [Rating(halfStars: 3)])
      try expect(try stores.current(of: session).map(\.rating), [Rating(halfStars: 3)])
      _ = try stores.add(new, of: session, counts(ratings: 1))
      try expect(
        try stores.current(of: session).map(\.rating).sorted { $0.halfStars < $1.halfStars },
        [Rating(halfStars: 3), Rating(halfStars: 8)])
    },
    StorePromise("what a user has deleted of an import does not come back with the same file") { stores in
      let session = try stores.logIn(try stores.register("Mara"))
      let new = try newImport(1, [imported(stores.movies.first, .view, nil, at: 300, key: 1)])
      let id = try stores.add(new, of: session, counts(views: 1))
      let saved = try stores.interactions.history(of: session, HistoryQuery()).interactions[0]
      _ = try stores.interactions.delete(saved.id, of: session)
      try expect(try stores.add(new, of: session, counts()), id)
      try expect(try stores.imports.undo(id, of: session), true)
      try expect(try stores.interactions.history(of: session, HistoryQuery()).total, 0)
    },
    StorePromise("an import puts movies on the watchlist once, and undoing it takes them off again") { stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      func list() throws -> [WatchlistEntry] {
        let page = try stores.marks.watchlist(of: session, limit: 10, before: nil)
        return page.entries
      }
      try stores.marks.addToWatchlist(first, of: session, at: Timestamp(seconds: 100))
      let own = try list()
      let wanted = [
        WantedMovie(movie: first, at: Timestamp(seconds: 300)), WantedMovie(movie: second, at: Timestamp(seconds: 200)),
      ]
      let new = NewImport(source: .letterboxd, fileHash: hash(1), wanted: wanted)
      let id = try stores.add(new, of: session, counts(watchlist: 1))
      let added = WatchlistEntry(movie: second, addedAt: Timestamp(seconds: 200))
      try expect(try list(), [added] + own)
      // A movie that the user has taken off the list stays off, even if another file has the same row.
      try stores.marks.removeFromWatchlist(second, of: session)
      let other = NewImport(source: .letterboxd, fileHash: hash(2), wanted: wanted)
      for again in [new, other] { _ = try stores.add(again, of: session, counts()) }
      try expect(try list(), own)
      try expect(try stores.imports.undo(id, of: session), true)
      _ = try stores.add(new, of: session, counts(watchlist: 1))
      try expect(try list(), [added] + own)
      for record in try stores.imports.imports(of: session) { _ = try stores.imports.undo(record.id, of: session) }
      try expect(try list(), own)
      // Without a date in the file, the time of the import counts.
      let undated = NewImport(source: .movielens, fileHash: hash(3), wanted: [WantedMovie(movie: second, at: nil)])
      _ = try stores.add(undated, of: session, counts(watchlist: 1))
      try expect(try list().first, WatchlistEntry(movie: second, addedAt: Timestamp(seconds: 5_000)))
      _ = try stores.add(undated, of: session, counts())
    },
    StorePromise("a movie that was on the watchlist stays after undoing, and does not come back once it is removed") {
      stores in
      let (first, _) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      func list() throws -> [WatchlistEntry] {
        let page = try stores.marks.watchlist(of: session, limit: 10, before: nil)
        return page.entries
      }
      for (number, date) in [(1, Timestamp(seconds: 0)), (2, nil), (3, Timestamp(seconds: 100))] {
        try stores.marks.addToWatchlist(first, of: session, at: Timestamp(seconds: 100))
        let own = try list()
        let new = NewImport(
          source: .letterboxd, fileHash: hash(number), wanted: [WantedMovie(movie: first, at: date)])
        let id = try stores.add(new, of: session, counts())
        try expect(try stores.imports.undo(id, of: session), true)
        try expect(try list(), own)
        let again = try stores.add(new, of: session, counts())
        try stores.marks.removeFromWatchlist(first, of: session)
        try expect(try stores.imports.news(of: new, session, at: Timestamp(seconds: 5_000)), counts())
        try expect(try stores.add(new, of: session, counts()), again)
        try expect(try list(), [])
        try expect(try stores.imports.undo(again, of: session), true)
      }
    },
    StorePromise("a question is asked until it is answered, once, and its first answer counts") { stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      let questions = [question(2, [second]), question(7, [first, second]), question(9, [])]
      let id = try stores.add(newImport(1, [], questions), of: session, counts())
      func open() throws -> [Int] {
        try stores.imports.openQuestions(of: id, of: session, limit: 10)?.questions.map(\.number) ?? []
      }
      let found = try stores.imports.openQuestions(of: id, of: session, limit: 2)
      try expect(found?.questions, Array(questions.prefix(2)))
      try expect(found?.record.open, 3)
      let named = try stores.imports.questions([9, 7, 4], of: id, of: session)
      try expect(named?.questions.map(\.number).sorted(), [7, 9])
      let answer = ImportAnswer(number: 7, interactions: [try imported(first, .view, nil, at: 300, key: 1)])
      let time = Timestamp(seconds: 5_000)
      try expect(
        try stores.imports.answer([answer, ImportAnswer(number: 9)], of: id, of: session, at: time), counts(views: 1))
      try expect(try open(), [2])
      let other = ImportAnswer(number: 7, interactions: [try imported(second, .view, nil, at: 300, key: 2)])
      try expect(try stores.imports.answer([other], of: id, of: session, at: time), counts())
      // The same file does not ask again.
      _ = try stores.add(newImport(1, [], questions), of: session, counts())
      try expect(try open(), [2])
      try expect(try stores.imports.imports(of: session)[0].added, counts(views: 1))
    },
    StorePromise("nobody sees, answers or undoes another user's import") { stores in
      let first = stores.movies.first
      let mara = try stores.logIn(try stores.register("Mara"))
      let otto = try stores.logIn(try stores.register("Otto"))
      let new = try newImport(1, [imported(first, .view, nil, at: 300, key: 1)], [question(2, [first])])
      let id = try stores.add(new, of: mara, counts(views: 1))
      try expect(try stores.imports.imports(of: otto), [])
      try expect(try stores.imports.openQuestions(of: id, of: otto, limit: 1) == nil, true)
      try expect(try stores.imports.questions([2], of: id, of: otto) == nil, true)
      try expect(try stores.imports.answer([ImportAnswer(number: 2)], of: id, of: otto, at: otto.time), nil)
      try expect(try stores.imports.undo(id, of: otto), false)
      try expect(try stores.imports.imports(of: mara)[0].open, 1)
      // The same file of another user is an import of its own.
      _ = try stores.add(new, of: otto, counts(views: 1))
    },
    StorePromise("all questions of an import are read page by page for an export") { stores in
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let questions = [question(2, [1]), question(7, [])]
      let id = try stores.add(newImport(1, [], questions), of: session, counts())
      let (page, last) = try stores.imports.questions(of: id, of: user.id, after: nil, limit: 1, rejected: { _ in })
      try expect(page, [questions[0]])
      let rest = try stores.imports.questions(of: id, of: user.id, after: last, limit: 10, rejected: { _ in })
      try expect(rest.questions, [questions[1]])
      try expect(rest.last, nil)
    },
    StorePromise("an ended session imports nothing and sees no import") { stores in
      let user = try stores.register("Mara")
      let (session, ended) = (try stores.logIn(user), try stores.logIn(user))
      let new = try newImport(1, [imported(stores.movies.first, .view, nil, at: 300, key: 1)])
      let id = try stores.add(new, of: session, counts(views: 1))
      _ = try stores.sessions.end(ended.id, of: user.id)
      for work: () throws -> Void in [
        { _ = try stores.imports.add(new, of: ended, at: ended.time) },
        { _ = try stores.imports.news(of: new, ended, at: ended.time) },
        { _ = try stores.imports.imports(of: ended) },
        { _ = try stores.imports.openQuestions(of: id, of: ended, limit: 1) },
        { _ = try stores.imports.questions([1], of: id, of: ended) },
        { _ = try stores.imports.answer([ImportAnswer(number: 1)], of: id, of: ended, at: ended.time) },
        { _ = try stores.imports.undo(id, of: ended) },
      ] { try expect(.sessionEnded, work) }
    },
    StorePromise("a user has a limited number of imports") { stores in
      let session = try stores.logIn(try stores.register("Mara"))
      for number in 0..<maximumImports {
        _ = try stores.add(newImport(number, [], [question(1, [])]), of: session, counts())
      }
      let one = try newImport(maximumImports, [], [question(1, [])])
      try expect(try stores.imports.add(one, of: session, at: session.time), .tooMany)
      let id = try stores.add(newImport(0, [], [question(1, [])]), of: session, counts())
      _ = try stores.imports.undo(id, of: session)
      _ = try stores.add(one, of: session, counts())
    },
  ]
}

extension StoreSet {
  /// - Returns: the import's id.
  fileprivate func add(
    _ new: NewImport, of session: SessionClaim, _ expected: ImportCounts
  ) throws -> ImportID {
    guard case .added(let id, let added) = try imports.add(new, of: session, at: Timestamp(seconds: 5_000)) else {
      throw BrokenPromise(description: "an import was refused")
    }
    try expect(added, expected)
    return id
  }
}

private func hash(_ number: Int) -> [UInt8] { [UInt8](repeating: UInt8(number), count: 32) }

private func newImport(
  _ number: Int, _ interactions: [ImportedInteraction], _ questions: [ImportQuestion] = []
) throws -> NewImport {
  NewImport(source: .letterboxd, fileHash: hash(number), interactions: interactions, questions: questions)
}

private func counts(ratings: Int = 0, views: Int = 0, likes: Int = 0, watchlist: Int = 0) -> ImportCounts {
  var counts = ImportCounts()
  counts.watchlist = watchlist
  (counts.ratings, counts.views, counts.likes) = (ratings, views, likes)
  return counts
}

private func imported(
  _ movie: MovieID, _ kind: InteractionKind, _ halfStars: Int?, at seconds: Int64?, key number: UInt8
) throws -> ImportedInteraction {
  guard
    let imported = ImportedInteraction(
      movie, kind, halfStars.map { Rating(halfStars: $0) }, at: seconds.map { Timestamp(seconds: $0) }, key: key(number)
    )
  else { throw BrokenPromise(description: "no interaction") }
  return imported
}

private func question(_ number: Int, _ candidates: [MovieID]) -> ImportQuestion {
  ImportQuestion(
    number: number, title: "Amélie \(number)", year: number == 7 ? nil : 2001,
    acts: [
      HistoryAct(.rate(Rating(halfStars: 9)), at: Timestamp(seconds: 300)), HistoryAct(.watch, at: nil),
      HistoryAct(.seen, at: nil), HistoryAct(.like, at: Timestamp(seconds: 1)), HistoryAct(.want, at: nil),
    ], candidates: candidates)
}

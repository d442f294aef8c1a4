import Domain

extension StorePromise {
  static let marks = [
    StorePromise("the watchlist has each movie once, since it was first added, newest first and page by page") {
      stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      func add(_ movie: MovieID, at time: Int64) throws -> Marked<WatchlistEntry> {
        try stores.marks.addToWatchlist(movie, of: session, at: Timestamp(seconds: time))
      }
      let entries = [
        WatchlistEntry(movie: second, addedAt: Timestamp(seconds: 3_001)),
        WatchlistEntry(movie: first, addedAt: Timestamp(seconds: 3_000)),
      ]
      try expect(try add(first, at: 3_000), Marked(mark: entries[1], isNew: true))
      try expect(try add(second, at: 3_001), Marked(mark: entries[0], isNew: true))
      try expect(try add(first, at: 3_002), Marked(mark: entries[1], isNew: false))
      let page = try stores.marks.watchlist(of: session, limit: 1, before: nil)
      try expect(page.entries, [entries[0]])
      let rest = try stores.marks.watchlist(of: session, limit: 1, before: page.next)
      try expect(rest.entries, [entries[1]])
      try expect(rest.next, nil)
      try expect(try stores.marks.watchlist(of: session.user, rejected: nil), entries)
      for _ in 0..<2 { try stores.marks.removeFromWatchlist(second, of: session) }
      try expect(try stores.marks.watchlist(of: session, limit: 5, before: nil).entries, [entries[1]])
    },
    StorePromise("movies marked at the same time come by descending id") { stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      let time = Timestamp(seconds: 3_000)
      for movie in [first, second] {
        try stores.marks.addToWatchlist(movie, of: session, at: time)
        try stores.marks.dismiss(movie, .seen, of: session, at: time)
      }
      let wanted = try stores.marks.watchlist(of: session, limit: 1, before: nil)
      try expect(wanted.entries.map(\.movie), [max(first, second)])
      try expect(
        try stores.marks.watchlist(of: session, limit: 1, before: wanted.next).entries.map(\.movie),
        [min(first, second)])
      let dismissed = try stores.marks.dismissals(of: session, limit: 1, before: nil)
      try expect(dismissed.entries.map(\.movie), [max(first, second)])
      try expect(
        try stores.marks.dismissals(of: session, limit: 1, before: dismissed.next).entries.map(\.movie),
        [min(first, second)])
    },
    StorePromise("a dismissal keeps its time when its reason changes, and can be taken back") { stores in
      let movie = stores.movies.first
      let session = try stores.logIn(try stores.register("Mara"))
      func dismiss(_ reason: Dismissal.Reason, at time: Int64) throws -> Marked<Dismissal> {
        try stores.marks.dismiss(movie, reason, of: session, at: Timestamp(seconds: time))
      }
      func dismissal(_ reason: Dismissal.Reason) -> Dismissal {
        Dismissal(movie: movie, reason: reason, dismissedAt: Timestamp(seconds: 3_000))
      }
      try expect(try dismiss(.seen, at: 3_000), Marked(mark: dismissal(.seen), isNew: true))
      try expect(try dismiss(.notInterested, at: 3_001), Marked(mark: dismissal(.notInterested), isNew: false))
      try expect(try stores.marks.dismissals(of: session, limit: 5, before: nil).entries, [dismissal(.notInterested)])
      try expect(try stores.marks.dismissals(of: session.user, rejected: nil), [dismissal(.notInterested)])
      for _ in 0..<2 { try stores.marks.takeBackDismissal(of: movie, of: session) }
      try expect(try stores.marks.dismissals(of: session, limit: 5, before: nil).entries, [])
    },
    StorePromise("nobody sees or removes another user's marks, and an ended session neither reads nor marks") {
      stores in
      let movie = stores.movies.first
      let user = try stores.register("Mara")
      let (mara, ended) = (try stores.logIn(user), try stores.logIn(user))
      let otto = try stores.logIn(try stores.register("Otto"))
      let time = Timestamp(seconds: 3_000)
      try stores.marks.addToWatchlist(movie, of: mara, at: time)
      try stores.marks.dismiss(movie, .seen, of: mara, at: time)
      _ = try stores.sessions.end(ended.id, of: user.id)
      try expect(try stores.marks.watchlist(of: otto, limit: 5, before: nil).entries, [])
      try expect(try stores.marks.dismissals(of: otto, limit: 5, before: nil).entries, [])
      try stores.marks.removeFromWatchlist(movie, of: otto)
      try stores.marks.takeBackDismissal(of: movie, of: otto)
      for work: () throws -> Void in [
        { _ = try stores.marks.watchlist(of: ended, limit: 5, before: nil) },
        { _ = try stores.marks.dismissals(of: ended, limit: 5, before: nil) },
        { try stores.marks.addToWatchlist(stores.movies.second, of: ended, at: time) },
        { try stores.marks.dismiss(stores.movies.second, .seen, of: ended, at: time) },
        { try stores.marks.removeFromWatchlist(movie, of: ended) },
        { try stores.marks.takeBackDismissal(of: movie, of: ended) },
      ] { try expect(.sessionEnded, work) }
      try expect(try stores.marks.watchlist(of: mara, limit: 5, before: nil).entries.map(\.movie), [movie])
      try expect(try stores.marks.dismissals(of: mara, limit: 5, before: nil).entries.map(\.movie), [movie])
    },
    StorePromise("a rating tells whether its movie is on the watchlist, however often it is sent, and a view does not")
    {
      stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      try stores.marks.addToWatchlist(first, of: session, at: Timestamp(seconds: 3_000))
      func isOnWatchlist(_ new: NewInteraction...) throws -> Bool {
        guard case .saved(_, _, let isOn) = try stores.interactions.save(new, of: session, at: session.time) else {
          throw BrokenPromise(description: "\(new) was not saved")
        }
        return isOn
      }
      for _ in 0..<2 { try expect(try isOnWatchlist(rate(first, 8, key: key(1))), true) }
      try expect(try isOnWatchlist(rate(first, 8)), true)
      try expect(try isOnWatchlist(rate(second, 8)), false)
      try expect(try isOnWatchlist(view(first)), false)
      let rating = Rating(halfStars: 9)
      try expect(try stores.ratings.rate(first, rating, of: session, at: session.time).isOnWatchlist, true)
      try expect(try stores.ratings.rate(second, rating, of: session, at: session.time).isOnWatchlist, false)
      try expect(try stores.marks.watchlist(of: session, limit: 5, before: nil).entries.map(\.movie), [first])
    },
    StorePromise("taste knows what was dismissed, and takes the not interesting for dislikes until it is taken back") {
      stores in
      let (first, second) = stores.movies
      let session = try stores.logIn(try stores.register("Mara"))
      try stores.marks.dismiss(first, .notInterested, of: session, at: Timestamp(seconds: 3_000))
      try stores.marks.dismiss(second, .seen, of: session, at: Timestamp(seconds: 3_001))
      let taste = try stores.recommendations.taste(of: session.user)
      try expect(taste.disliked, [first])
      try expect(taste.dismissed, [first, second])
      try expect(taste.seen, [])
      for movie in [first, second] { try stores.marks.takeBackDismissal(of: movie, of: session) }
      try expect(
        try stores.recommendations.taste(of: session.user), Taste(ratings: [], picked: [], viewed: []))
    },
    StorePromise("a deleted account takes its marks along") { stores in
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      try stores.marks.addToWatchlist(stores.movies.first, of: session, at: session.time)
      try stores.marks.dismiss(stores.movies.first, .seen, of: session, at: session.time)
      try expect(try stores.users.delete(stores.confirmed(user), at: Timestamp(seconds: 3_000)), true)
      try expect(try stores.marks.watchlist(of: user.id, rejected: nil), [])
      try expect(try stores.marks.dismissals(of: user.id, rejected: nil), [])
    },
  ]
}

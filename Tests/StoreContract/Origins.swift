import Domain

extension StorePromise {
  /// Promises about interactions that a recommendation led to.
  static let origins = [
    StorePromise("an interaction keeps the list and the place that it followed from, alone or in a batch") { stores in
      let (first, second) = stores.movies
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let list = list([second, first], 1, at: 3_000)
      _ = try stores.recommendations.record(list, for: user.id, plenty)
      let new = [
        try follow(first, ListPlace(list: list.id, place: nil)),
        try follow(second, ListPlace(list: list.id, place: 0)),
      ]
      for batch in [[new[0]], [new[1]], new, [try view(first)]] {
        guard case .saved(_, batch.count, _) = try stores.interactions.save(batch, of: session, at: session.time) else {
          throw BrokenPromise(description: "\(batch) was not saved")
        }
      }
      let exported = try stores.interactions.interactions(of: user.id, after: nil, limit: 20, rejected: nil)
      let views = exported.filter { $0.interaction.kind == .view }.sorted { $0.interaction.id < $1.interaction.id }
      try expect(
        views.map(\.origin), [1, 0, 1, 0].map { ListPlace(list: list.id, place: $0) } + [nil])
      let shown = exported.filter { $0.interaction.kind == .recommend }
      try expect(shown.map(\.origin), [0, 1].map { ListPlace(list: list.id, place: $0) })
    },
    StorePromise("an origin that is not the user's, lacks the movie or has it elsewhere saves nothing") { stores in
      let (first, second) = stores.movies
      let (mara, otto) = (try stores.register("Mara"), try stores.register("Otto"))
      let session = try stores.logIn(mara)
      let (own, other) = (list([second], 1, at: 3_000), list([first, second], 2, at: 3_001))
      _ = try stores.recommendations.record(own, for: mara.id, plenty)
      _ = try stores.recommendations.record(other, for: otto.id, plenty)
      let good = try follow(second, ListPlace(list: own.id, place: 0))
      for (movie, origin) in [
        (first, ListPlace(list: own.id, place: nil)), (second, ListPlace(list: own.id, place: 1)),
        (second, ListPlace(list: other.id, place: nil)), (second, ListPlace(list: key(9), place: nil)),
      ] {
        let bad = try follow(movie, origin)
        try expect(try stores.interactions.save([bad], of: session, at: session.time), .unknownOrigins([0]))
        try expect(
          try stores.interactions.save([good, bad, good], of: session, at: session.time), .unknownOrigins([1]))
      }
      try expect(try stores.interactions.history(of: session, HistoryQuery(kind: .view)).total, 0)
    },
    StorePromise("several lists are recorded at once, those recorded already only once, within the limit of a minute") {
      stores in
      let (first, second) = stores.movies
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let lists = [list([first], 1, at: 3_000), list([second, first], 2, at: 3_000), list([second], 3, at: 3_000)]
      func record(_ lists: [RecordedRecommendation]) throws -> Bool {
        try stores.recommendations.recordOnce(lists, for: user.id, RecordingLimits(perMinute: 2, kept: 100))
      }
      func recorded() throws -> RecommendationPage {
        try stores.recommendations.recorded(for: session, limit: 9, before: nil, rejected: nil)
      }
      try expect(try record(Array(lists.prefix(2))), true)
      try expect(try recorded().recommendations, [lists[1], lists[0]])
      try expect(try record(Array(lists.prefix(2))), true)
      try expect(try recorded().recommendations, [lists[1], lists[0]])
      try expect(try record(lists), false)
      try expect(try recorded().recommendations.count, 2)
      try expect(try record([]), true)
      let history = try stores.interactions.history(of: session, HistoryQuery(kind: .recommend))
      try expect(history.total, 3)
    },
    StorePromise("a list keeps the arm that it was made in") { stores in
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let lists = [nil, Participation(experiment: "ab", arm: "EASE+diversity:0.3")].enumerated().map { number, arm in
        RecordedRecommendation(
          id: key(UInt8(number)), model: "EASE", modelVersion: "1", source: .context, movies: [stores.movies.first],
          createdAt: Timestamp(seconds: 3_000), participation: arm)
      }
      for list in lists { _ = try stores.recommendations.record(list, for: user.id, plenty) }
      let recorded = try stores.recommendations.recorded(for: session, limit: 9, before: nil, rejected: nil)
      try expect(recorded.recommendations.map(\.participation), lists.reversed().map(\.participation))
    },
    StorePromise("a list keeps how its places were drawn") { stores in
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let blocks = [[stores.movies.first, 11, 12], [stores.movies.second, 13]]
      let explorations = [
        nil, Exploration(probability: 0.1, blocks: blocks, context: [1, 2], dislikes: [3]),
        Exploration(probability: 0.3, blocks: blocks, context: [], dislikes: []),
      ]
      let lists = explorations.enumerated().map { number, exploration in
        RecordedRecommendation(
          id: key(UInt8(number)), model: "EASE", modelVersion: "1", source: .context,
          movies: [11, stores.movies.second],
          createdAt: Timestamp(seconds: 3_000), exploration: exploration)
      }
      // One alone, the others together.
      _ = try stores.recommendations.record(lists[0], for: user.id, plenty)
      _ = stores.recommendations.record(lists.dropFirst().map { RecordedList($0, for: user.id) }, plenty)
      let recorded = try stores.recommendations.recorded(for: session, limit: 9, before: nil, rejected: nil)
      try expect(recorded.recommendations, lists.reversed())
      try expect(recorded.recommendations.map(\.drawn), [[0], [0], []])
    },
    StorePromise("a retry is recognised by its key, whatever has become of the list") { stores in
      let movie = stores.movies.first
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      let list = list([movie], 1, at: 3_000)
      _ = try stores.recommendations.record(list, for: user.id, plenty)
      let saved = try stores.save([try follow(movie, ListPlace(list: list.id, place: 0), key: key(3))], of: session)
      let retry = try follow(movie, ListPlace(list: key(9), place: 0), key: key(3))
      try expect(try stores.interactions.save([retry], of: session, at: session.time), .saved(saved, new: 0))
    },
  ]
}

import Domain

extension StorePromise {
  static let accounts = [
    StorePromise("a user is found by id, and the account by name or e-mail in any case") { stores in
      let user = try stores.register("Mara")
      try expect(try stores.users.user(id: user.id), user)
      for login in ["Mara", "mara", "MARA@example.org"] {
        let account = try stores.users.account(login: login, at: Timestamp(seconds: 1_000))
        try expect(account?.user, user.id)
        try expect(account?.passwordHash, "hash of Mara")
      }
      try expect(try stores.users.account(login: "Mar", at: Timestamp(seconds: 1_000))?.user, nil)
      try expect(try stores.users.hasAny(named: ["nobody", "mARA"], besides: nil), true)
      try expect(try stores.users.hasAny(named: ["nobody"], besides: nil), false)
    },
    StorePromise("a name and an e-mail belong to one user, whether one registers or changes it") { stores in
      let (mara, otto) = (try stores.register("Mara"), try stores.register("Otto"))
      try expect(.taken(.username)) { _ = try stores.register("mara") }
      for (changes, field) in [
        (UserChanges(username: "OTTO"), .username), (UserChanges(email: "Otto@example.org"), .email),
      ] as [(UserChanges, StoreError.UniqueField)] {
        try expect(.taken(field)) {
          _ = try stores.users.update(mara.id, changes, confirmed: stores.confirmed(mara))
        }
      }
      try expect(try stores.users.user(id: mara.id), mara)
      try expect(try stores.users.user(id: otto.id), otto)
    },
    StorePromise("a change keeps every field that it does not name") { stores in
      let user = try stores.register("Mara")
      let changed = try stores.users.update(user.id, UserChanges(age: .clear, gender: .set("F")), confirmed: nil)
      try expect(changed?.username, "Mara")
      try expect(changed?.age, nil)
      try expect(changed?.gender, "F")
      try expect(try stores.users.user(id: user.id), changed)
    },
    StorePromise("a password that has been changed confirms nothing any more") { stores in
      let user = try stores.register("Mara")
      let (kept, other) = (try stores.logIn(user), try stores.logIn(user))
      let old = stores.confirmed(user)
      try expect(try stores.users.changePassword(old, to: "new hash", keeping: kept.id), true)
      try stores.sessions.check(kept)
      try expect(.sessionEnded) { try stores.sessions.check(other) }
      try expect(try stores.users.holds(old, in: kept.id), false)
      try expect(try stores.users.changePassword(old, to: "third hash", keeping: kept.id), false)
      try expect(try stores.users.renewHash(old, "third hash"), false)
      try expect(try stores.users.delete(old, at: Timestamp(seconds: 1_000)), false)
      try expect(try stores.users.update(user.id, UserChanges(username: "Nora"), confirmed: old), nil)
      try expect(try stores.users.passwordHash(of: user.id), "new hash")
    },
    StorePromise("a deleted account has no user, no session and no name that is taken") { stores in
      let user = try stores.register("Mara")
      let session = try stores.logIn(user)
      _ = try stores.save([view(stores.movies.first)], of: session)
      try expect(try stores.users.delete(stores.confirmed(user), at: Timestamp(seconds: 3_000)), true)
      try expect(.sessionEnded) { try stores.sessions.check(session) }
      try expect(.sessionEnded) { _ = try stores.interactions.history(of: session, HistoryQuery()) }
      try expect(try stores.users.user(id: user.id), nil)
      try expect(try stores.users.account(login: "Mara", at: Timestamp(seconds: 3_000))?.user, nil)
      let again = try stores.register("Mara")
      try expect(try stores.interactions.history(of: stores.logIn(again), HistoryQuery()).total, 0)
    },
  ]

  static let sessionPromises = [
    StorePromise("a session holds for its user until it expires or is ended") { stores in
      let (user, other) = (try stores.register("Mara"), try stores.register("Otto"))
      let session = try stores.logIn(user)
      let identity = try stores.sessions.identity(of: session)
      try expect(identity.user, user)
      try expect(identity.session.id, session.id)
      try expect(.sessionEnded) {
        try stores.sessions.check(SessionClaim(id: session.id, user: other.id, at: session.time))
      }
      try stores.sessions.check(SessionClaim(id: session.id, user: user.id, at: Timestamp(seconds: 1_099)))
      try expect(.sessionEnded) {
        try stores.sessions.check(SessionClaim(id: session.id, user: user.id, at: Timestamp(seconds: 1_100)))
      }
      try expect(try stores.sessions.end(session.id, of: other.id), false)
      try expect(try stores.sessions.end(session.id, of: user.id), true)
      try expect(try stores.sessions.end(session.id, of: user.id), false)
      try expect(.sessionEnded) { try stores.sessions.check(session) }
    },
    StorePromise("sessions whose requests arrive together are checked each by itself") { stores in
      let (mara, otto) = (try stores.register("Mara"), try stores.register("Otto"))
      let sessions = try [mara, otto, mara].map { try stores.logIn($0) }
      let foreign = SessionClaim(id: sessions[0].id, user: otto.id, at: sessions[0].time)
      _ = try stores.sessions.end(sessions[2].id, of: mara.id)
      let found = stores.sessions.identities(of: [sessions[1], foreign, sessions[0], sessions[2], sessions[1]])
      try expect(
        found.map { $0.map(\.user) },
        [.success(otto), .failure(.sessionEnded), .success(mara), .failure(.sessionEnded), .success(otto)])
      try expect(try found[0].get(), try stores.sessions.identity(of: sessions[1]))
    },
    StorePromise("sessions are listed newest first, without those that have expired") { stores in
      let user = try stores.register("Mara")
      let sessions = try [1_000, 1_050, 1_060].map { try stores.logIn(user, at: $0) }
      let open = try stores.sessions.sessions(of: user.id, at: Timestamp(seconds: 1_100), rejected: nil)
      try expect(open.map(\.id), [sessions[2].id, sessions[1].id])
      try stores.sessions.endAll(of: user.id)
      try expect(try stores.sessions.sessions(of: user.id, at: Timestamp(seconds: 1_100), rejected: nil), [])
    },
    StorePromise("a refresh replaces the token, and a token that the session does not know ends it") { stores in
      let user = try stores.register("Mara")
      let session = try stores.logIn(user, hash: [1])
      func refresh(_ presented: UInt8, _ successor: UInt8, at time: Int64) throws -> RefreshOutcome {
        try stores.sessions.refresh(
          session.id, presented: Array(repeating: presented, count: 32),
          successor: Array(repeating: successor, count: 32), network: Array(repeating: 9, count: 32),
          lifetime: StoreSet.lifetime, at: Timestamp(seconds: time))
      }
      try expect(try refresh(1, 2, at: 1_010), .refreshed(user: user.id))
      try expect(try refresh(2, 3, at: 1_060), .refreshed(user: user.id))
      try expect(try refresh(7, 4, at: 1_070), .replayed(user: user.id))
      try expect(try refresh(3, 4, at: 1_071), .unknown)
      try expect(.sessionEnded) { try stores.sessions.check(session) }
    },
    StorePromise("an account knows the network that it was used from") { stores in
      let user = try stores.register("Mara")
      _ = try stores.logIn(user)
      let (known, other): ([UInt8], [UInt8]) = (Array(repeating: 9, count: 32), Array(repeating: 8, count: 32))
      let time = Timestamp(seconds: 1_001)
      try expect(try stores.sessions.knows([other, known], user.id, at: time), true)
      try expect(try stores.sessions.knows([other], user.id, at: time), false)
    },
    StorePromise("wrong passwords make the next one wait, and a right one forgives them") { stores in
      let user = try stores.register("Mara")
      let use = PasswordUse.confirmation(user.id)
      for _ in 0...AttemptLimit.person.free { try expect(try stores.sessions.attempt([use]), .zero) }
      try expect(try stores.sessions.attempt([use]) > .zero, true)
      try expect(try stores.sessions.attempt([.login("mara", network: Array(repeating: 1, count: 32))]), .zero)
      try stores.sessions.forgive([use])
      try expect(try stores.sessions.attempt([use]), .zero)
    },
  ]
}

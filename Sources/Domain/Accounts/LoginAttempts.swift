/// Wrong passwords in a row, and how long they make the next attempt wait: longer each time, and never longer than a
/// minute, so that nobody can lock a person out for good.
package struct LoginAttempts: Equatable, Sendable {
  package let failures: Int
  /// Microseconds since the last of them, by the database's clock, which all machines share.
  package let age: Int64

  package init(failures: Int, age: Int64) {
    self.failures = failures
    self.age = age
  }

  /// Seconds.
  package static let longestWait: Int64 = 60

  /// Whole seconds until the next attempt is heard; 0 for now. Doubles from 1 to 60.
  package func wait(_ limit: AttemptLimit) -> Int64 {
    guard !isForgotten(limit), failures > limit.free else { return 0 }
    let pause = min(Self.longestWait, 1 << Int64(min(failures - limit.free - 1, 6)))
    return max(0, (pause * 1_000_000 - max(0, age) + 999_999) / 1_000_000)
  }

  /// How many there are with one more.
  package func next(_ limit: AttemptLimit) -> Int { isForgotten(limit) ? 1 : failures + 1 }

  /// Those from the future are of a clock that was set back since, and say nothing. A moment is no future: a row may
  /// have changed while somebody waited to read it.
  private func isForgotten(_ limit: AttemptLimit) -> Bool {
    age >= limit.memory * 1_000_000 || age < -Self.longestWait * 1_000_000
  }
}

/// How many wrong passwords cost nothing, and for how long they count.
package struct AttemptLimit: Equatable, Sendable {
  /// Failures before the first wait.
  package let free: Int
  /// Seconds after the last failure.
  package let memory: Int64

  /// People mistype.
  package static let person = AttemptLimit(free: 4, memory: 900)
  /// All who try one name from networks that its account does not know: about 1,500 guesses a day from however many
  /// addresses.
  package static let strangers = AttemptLimit(free: 100, memory: 86_400)

  /// Seconds after which no failure counts.
  package static let longestMemory = strangers.memory
}

/// What a password is tried for: each is counted on its own.
///
/// Whoever guesses must wait, and must not make the owner wait. So the failures at a name count by the network that
/// they come from, and an account knows the networks from which its owner has logged in: there, others' failures never
/// matter. All other networks together have one more limit, since a crowd of them could guess fast: while a crowd is at
/// it, the owner may have to wait in a place where they have never been. What is confirmed within an open session
/// counts by user, so that a stranger who tries the name does not hold up the person who is logged in.
package enum PasswordUse: Equatable, Sendable {
  /// A log-in with this name or e-mail, whether or not anyone has it, from a network (`NetworkHash`).
  case login(String, network: [UInt8])
  /// A log-in with this name or e-mail from any network that the account does not know.
  case loginOfStranger(String)
  /// A confirmation within an open session of this user.
  case confirmation(UserID)

  package var limit: AttemptLimit {
    switch self {
    case .login, .confirmation: .person
    case .loginOfStranger: .strangers
    }
  }
}

/// A network from which somebody has logged in to an account, or refreshed a session.
package enum KnownNetwork {
  /// Seconds after its last use.
  package static let memory: Int64 = 90 * 86_400
  /// How many an account has at most; the one that was not used for longest goes first.
  package static let most = 100
}

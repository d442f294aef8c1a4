import System

/// Consecutive failed attempts, and how long the next one must wait. The wait doubles with each failure, but never
/// exceeds a minute, so that nobody can lock a user out for good.
package struct LoginAttempts: Equatable, Sendable {
  package let failures: Int
  /// The time since the last failure, by the database's clock, which all machines share.
  package let age: Duration

  package init(failures: Int, age: Duration) {
    self.failures = failures
    self.age = age
  }

  package static let longestWait = Duration.seconds(60)

  /// The time until the next attempt is accepted, in whole seconds; zero if it is accepted now. Doubles from one second
  /// and is capped at `longestWait`.
  package func wait(_ limit: AttemptLimit) -> Duration {
    guard !isForgotten(limit), failures > limit.free else { return .zero }
    let pause = min(Self.longestWait, .seconds(1 << min(failures - limit.free - 1, 6)))
    return .seconds(max(0, (pause - max(.zero, age)).secondsRoundedUp))
  }

  /// The number of failures after one more.
  package func next(_ limit: AttemptLimit) -> Int { isForgotten(limit) ? 1 : failures + 1 }

  /// Failures that lie in the future mean that the clock was set back, and do not count. Up to a minute ahead is
  /// tolerated: the row may have changed while its reader waited for the lock.
  private func isForgotten(_ limit: AttemptLimit) -> Bool {
    age >= limit.memory || age < .zero - Self.longestWait
  }
}

/// How many wrong passwords are free, and how long they are remembered.
package struct AttemptLimit: Equatable, Sendable {
  /// Failures before the first wait.
  package let free: Int
  /// From the last failure until all are forgotten.
  package let memory: Duration

  /// For one user, who may mistype a few times.
  package static let person = AttemptLimit(free: 4, memory: .seconds(900))
  /// Shared by all networks that an account does not know: about 1,500 guesses a day at one name, from however many
  /// addresses.
  package static let strangers = AttemptLimit(free: 100, memory: .seconds(86_400))

  /// The time after which every limit has forgotten a failure.
  package static let longestMemory = strangers.memory
}

/// What a password is entered for. Failures are counted separately for each case.
///
/// An attacker must wait, but must not make the account's owner wait. Failed log-ins are therefore counted per name and
/// network, and an account remembers the networks from which its owner has logged in: failures from elsewhere never
/// delay a log-in from there. All unknown networks share one more limit, because many together could guess fast. During
/// such an attack the owner may have to wait on a network that the account does not know. Confirmations within an open
/// session are counted per user, so that failed log-ins never delay a user who is logged in.
package enum PasswordUse: Equatable, Sendable {
  /// A log-in with this name or e-mail, whether or not an account has it, from one network (`NetworkHash`).
  case login(String, network: [UInt8])
  /// A log-in with this name or e-mail, counted over all networks that the account does not know.
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

/// A network from which a user has logged in or refreshed a session.
package enum KnownNetwork {
  /// From its last use until it is forgotten.
  package static let memory = Duration.seconds(90 * 86_400)
  /// Maximum per account; the least recently used is dropped first.
  package static let most = 100
}

import Credentials
import Domain
import HTTP

/// Passwords that a client sends, held against those that are stored, with a limit on how fast one can guess.
extension Services {
  /// Comes first where a password is hashed: a request that cannot be served now should cost nothing. Throws `OVERLOADED`.
  func placeToHash() throws(HTTPError) -> PasswordHasher.Place {
    do throws(PasswordHasher.Overloaded) {
      return try application.passwords.place()
    } catch {
      throw HTTPError(.overloaded, "Too many people log in at this moment. Please try again.")
    }
  }

  /// Whether `password` is the one behind `hash`. Counts a wrong one, and forgets them after a right one.
  ///
  /// The same time and answer whether or not there is a hash. Throws `RATE_LIMITED` where too many failed lately.
  func matches(
    _ password: String, _ hash: String?, for use: PasswordUse, _ place: borrowing PasswordHasher.Place
  ) throws(HTTPError) -> Bool {
    // Counted before it is known, so that a hundred guesses at once are not one.
    try countFailure(use)
    guard place.matches(password, hash) else { return false }
    try stored { () throws(StoreError) in try sessions.forgetAttempts(use) }
    return true
  }

  /// Asks an open session for its user's password again. Throws `INVALID_CREDENTIALS`, `RATE_LIMITED`.
  func confirm(
    _ password: String, of user: User, _ place: borrowing PasswordHasher.Place
  ) throws(HTTPError) -> ConfirmedPassword {
    let hash = try stored { () throws(StoreError) in try users.passwordHash(of: user.id) }
    guard try matches(password, hash, for: .confirmation(user.id), place), let hash else { throw .wrongPassword }
    return ConfirmedPassword(user: user.id, hash: hash)
  }

  private func countFailure(_ use: PasswordUse) throws(HTTPError) {
    for _ in 0..<Self.maximumTries {
      let before = try stored { () throws(StoreError) in try sessions.attempts(use) }
      let wait = before?.wait(at: now) ?? 0
      guard wait == 0 else { throw .rateLimited(seconds: wait) }
      let after = LoginAttempts.after(before, failureAt: now)
      let isCounted = try stored { () throws(StoreError) in try sessions.count(after, after: before, use) }
      if isCounted { return }
    }
    // Others try the same name at this very moment, again and again.
    throw .rateLimited(seconds: 1)
  }

  private static let maximumTries = 4
}

extension HTTPError {
  /// Or one that was right, and has been changed while it was checked.
  static var wrongPassword: HTTPError { HTTPError(.invalidCredentials, "The password is wrong.") }

  fileprivate static func rateLimited(seconds: Int64) -> HTTPError {
    var error = HTTPError(
      .rateLimited, "Too many wrong passwords. Please wait \(seconds == 1 ? "a second" : "\(seconds) seconds").")
    error.headers.append(("Retry-After", String(seconds)))
    return error
  }
}

import Credentials
import Domain
import HTTP

/// Passwords that a client sends, held against those that are stored, with a limit on how fast one can guess.
extension Services {
  /// Whether `password` is the one behind `hash`. Counts a wrong one, and forgets them after a right one.
  ///
  /// The same time and answer whether or not there is a hash. Throws `RATE_LIMITED` where too many failed lately,
  /// `OVERLOADED`, `DATABASE_UNAVAILABLE`.
  func matches(_ password: String, _ hash: String?, for use: PasswordUse) throws(HTTPError) -> Bool {
    // Counted before the hash, so that a hundred guesses at once are not one.
    let counted = try countFailure(use)
    do throws(PasswordHasher.Overloaded) {
      guard try application.passwords.matches(password, hash) else { return false }
    } catch {
      // Nothing was tried.
      try? restore(counted, use)
      throw .overloaded
    }
    try stored { () throws(StoreError) in try sessions.forgetAttempts(use) }
    return true
  }

  /// Throws `OVERLOADED`.
  func hash(_ password: String) throws(HTTPError) -> String {
    do throws(PasswordHasher.Overloaded) {
      return try application.passwords.hash(password)
    } catch {
      throw .overloaded
    }
  }

  private struct Counted {
    let before: LoginAttempts?
    let after: LoginAttempts
  }

  private func countFailure(_ use: PasswordUse) throws(HTTPError) -> Counted {
    for _ in 0..<Self.maximumTries {
      let before = try stored { () throws(StoreError) in try sessions.attempts(use) }
      let wait = before?.wait(at: now) ?? 0
      guard wait == 0 else { throw .rateLimited(seconds: wait) }
      let after = LoginAttempts.after(before, failureAt: now)
      let isCounted = try stored { () throws(StoreError) in try sessions.count(after, after: before, use) }
      if isCounted { return Counted(before: before, after: after) }
    }
    // Others try the same name at this very moment, again and again.
    throw .rateLimited(seconds: 1)
  }

  private static let maximumTries = 4

  private func restore(_ counted: Counted, _ use: PasswordUse) throws(StoreError) {
    guard let before = counted.before else { return try sessions.forgetAttempts(use) }
    _ = try sessions.count(before, after: counted.after, use)
  }
}

extension HTTPError {
  fileprivate static func rateLimited(seconds: Int64) -> HTTPError {
    var error = HTTPError(
      .rateLimited, "Too many wrong passwords. Please wait \(seconds == 1 ? "a second" : "\(seconds) seconds").")
    error.headers.append(("Retry-After", String(seconds)))
    return error
  }

  fileprivate static var overloaded: HTTPError {
    HTTPError(.overloaded, "Too many people log in at this moment. Please try again.")
  }
}

import Credentials
import Domain
import HTTP
import Threads

/// Passwords that a client sends, held against those that are stored, with a limit on how fast one can guess.
extension Services {
  /// Comes before a password is hashed: a request that cannot be served now should cost little. Throws `OVERLOADED`.
  /// - Parameter isKnown: whether the account has been used from where the request comes from, as where a session is
  ///   open.
  func placeToHash(_ request: Request, isKnown: Bool) throws(HTTPError) -> PasswordHasher.Place {
    willWait()
    do throws(LongWork.Overloaded) {
      return try application.passwords.place(for: NetworkHash.network(of: request.client), isKnown: isKnown)
    } catch {
      throw HTTPError(.overloaded, "Too many people log in at this moment. Please try again.")
    }
  }

  /// The hash that is stored of the password, if `password` is the one behind `account`; nil if not. Counts a wrong one
  /// for each of `uses`, and forgets them after a right one.
  ///
  /// The same time and answer whether or not there is an account. Throws `RATE_LIMITED` where too many failed lately.
  func check(
    _ password: String, of account: ConfirmedPassword?, for uses: [PasswordUse], _ place: borrowing PasswordHasher.Place
  ) throws(HTTPError) -> ConfirmedPassword? {
    let wait = try stored { () throws(StoreError) in try sessions.attempt(uses) }
    guard wait == 0 else { throw .rateLimited(seconds: wait) }
    let match = place.match(password, account?.hash)
    guard let account, match != .none else { return nil }
    try stored { () throws(StoreError) in try sessions.forgive(uses) }
    guard match == .asTyped else { return account }
    let renewed = ConfirmedPassword(user: account.user, hash: place.hash(password))
    let isRenewed = try stored { () throws(StoreError) in try users.renewHash(account, renewed.hash) }
    return isRenewed ? renewed : nil
  }

  /// Asks an open session for its user's password again. Throws `INVALID_CREDENTIALS`, `RATE_LIMITED`.
  func confirm(
    _ password: String, of user: User, _ place: borrowing PasswordHasher.Place
  ) throws(HTTPError) -> ConfirmedPassword {
    let hash = try stored { () throws(StoreError) in try users.passwordHash(of: user.id) }
    let account = hash.map { ConfirmedPassword(user: user.id, hash: $0) }
    guard let confirmed = try check(password, of: account, for: [.confirmation(user.id)], place) else {
      throw .wrongPassword
    }
    return confirmed
  }
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

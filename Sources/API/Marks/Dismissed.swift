import Domain
import HTTP

/// What the sender of a request has dismissed.
struct Dismissed {
  /// Movies that must not be recommended.
  let movies: Set<MovieID>
  /// The newest of those that count as dislikes.
  let disliked: [MovieID]

  static let nothing = Dismissed([])

  /// - Parameter dismissals: newest first.
  init(_ dismissals: [Dismissal]) {
    movies = Set(dismissals.map(\.movie))
    disliked = Taste.notInterested(dismissals)
  }
}

extension Services {
  /// Nothing for an anonymous request, and while the database is unavailable: public endpoints work without it. Throws
  /// `INVALID_TOKEN`, `TOKEN_EXPIRED`.
  func dismissed(by request: Request) throws(HTTPError) -> Dismissed {
    guard let session = try optionalSession(of: request) else { return .nothing }
    do throws(StoreError) {
      return Dismissed(try marks.dismissals(of: session, limit: MarkLimit.most, before: nil).entries)
    } catch .unavailable {
      return .nothing
    } catch {
      throw HTTPError(error)
    }
  }
}

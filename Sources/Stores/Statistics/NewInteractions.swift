import Domain
import MariaDB

/// Interactions that the statistics do not hold yet, summed by user and movie.
struct NewInteractions {
  private(set) var ids: [Int64] = []
  private var pairs: [Pair: Sums] = [:]
  /// How many movies were recommended to each user.
  private(set) var recommends: [UserID: Int64] = [:]

  private struct Pair: Hashable {
    let user: UserID
    let movie: MovieID
  }

  private struct Sums {
    var (views, selects, rates) = (Int64(0), Int64(0), Int64(0))
    /// As MariaDB writes times: the later one is the greater text.
    var newestAt = ""
  }

  /// Reads those with ids above `first` and up to `last`, also of accounts that have been deleted since: that is a
  /// change, after which what is counted of them is read anew.
  init(_ connection: Connection, after first: Int64, upTo last: Int64) throws(MariaDBError) {
    try connection.read(
      """
      SELECT interactions.id, user_id, IF(kind = 'recommend', NULL, movie_id), kind = 'view', kind = 'select',
        kind = 'rate', CAST(created_at AS CHAR), IF(kind = 'recommend', \(HistoryRow.interactionCount), 0)
      FROM interactions FORCE INDEX (id) LEFT JOIN counted_interactions ON counted_interactions.id = interactions.id
      WHERE interactions.id > \(first) AND interactions.id <= \(last) AND counted_interactions.id IS NULL
      """
    ) { row in
      ids.append(try row.integer(0))
      let user: UserID = try row.integer(1)
      if let movie = try row.optionalInteger(2) {
        let pair = Pair(user: user, movie: movie)
        var sums = pairs[pair] ?? Sums()
        sums.views += try row.integer(3)
        sums.selects += try row.integer(4)
        sums.rates += try row.integer(5)
        sums.newestAt = max(sums.newestAt, try row.text(6))
        pairs[pair] = sums
      } else {
        recommends[user, default: 0] += try row.integer(7)
      }
    }
  }

  // ---- JSON arrays, for JSON_TABLE ----------------------------------------------------------------------------------

  var idsJSON: String { "[\(ids.map(String.init).joined(separator: ","))]" }

  /// In the order of the tables' keys: user, movie, views, selects, rates, time of the newest.
  var pairsJSON: String {
    let rows = pairs.sorted { ($0.key.user, $0.key.movie) < ($1.key.user, $1.key.movie) }.map { pair, sums in
      "[\(pair.user),\(pair.movie),\(sums.views),\(sums.selects),\(sums.rates),\"\(sums.newestAt)\"]"
    }
    return "[\(rows.joined(separator: ","))]"
  }

  /// User, recommended movies.
  var recommendsJSON: String {
    let rows = recommends.sorted { $0.key < $1.key }.map { "[\($0.key),\($0.value)]" }
    return "[\(rows.joined(separator: ","))]"
  }
}

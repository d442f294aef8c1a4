import Domain
import HTTP
import JSON
import Scoreboard

/// `GET /api/health`: the process answers.
@Sendable func health(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  return Response(
    body: JSONWriter.object { json in
      json.field("status", "healthy")
      json.field("service", "recommendation-api")
    })
}

/// `GET /api/health/live`: the same, in the form that orchestrators ask for.
///
/// 200 `{"status": "alive"}`.
@Sendable func liveness(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  return Response(body: JSONWriter.object { $0.field("status", "alive") })
}

/// `GET /api/health/ready`: the database answers, has a new enough schema and accepts changes; no worker has recently
/// found it full; and at least one model can be used.
///
/// 200 `{"status": "ready"}`; 503 `DATABASE_UNAVAILABLE` or `API_ERROR` with the reason.
@Sendable func readiness(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let version = try stored(try services.schema.schemaVersion())
  let expected = services.application.schemaVersion
  guard version >= expected else {
    throw HTTPError(
      .databaseUnavailable,
      "The database's schema is older than this program: 'marquee-ctl migrate' brings it up to date.",
      details: "migration \(version) of \(expected)")
  }
  do throws(StoreError) {
    try services.schema.checkWriting()
  } catch .unavailable(let cause) {
    throw HTTPError(
      .databaseUnavailable,
      "The database takes no changes at the moment: it may be read-only, full or not the primary, or deny us access.",
      cause: cause)
  } catch {
    throw HTTPError(error)
  }
  if services.hasFoundDatabaseFull {
    throw HTTPError(.databaseUnavailable, "The database recently had no room for new data.")
  }
  _ = try services.catalogue
  guard services.bestModel(for: []) != nil else { throw .noModel }
  return Response(body: JSONWriter.object { $0.field("status", "ready") })
}

extension Services {
  /// Whether a worker has recently found the database full, and none has saved the same kind of data since. Only a save
  /// can show that there is room again, but without requests nothing is saved. The pool therefore counts as ready again
  /// after a while.
  fileprivate var hasFoundDatabaseFull: Bool {
    guard let fullAt = application.scoreboard?.databaseFullAt else { return false }
    return now.sinceEpoch - fullAt < .seconds(30)
  }
}

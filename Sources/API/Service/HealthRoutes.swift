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

/// `GET /api/health/ready`: the database answers, with a schema that is new enough, and takes changes; no worker has
/// lately found it full; and at least one model can be used.
///
/// 200 `{"status": "ready"}`; 503 `DATABASE_UNAVAILABLE` or `API_ERROR` with the reason.
@Sendable func readiness(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let version = try stored { () throws(StoreError) in try services.schema.schemaVersion() }
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
      .databaseUnavailable, "The database takes no changes at the moment: it may be read-only, full, or not primary.",
      cause: cause)
  } catch {
    throw HTTPError(error)
  }
  if services.hasFoundDatabaseFull {
    throw HTTPError(.databaseUnavailable, "The database had no room for what was to be saved.")
  }
  _ = try services.catalogue
  guard services.bestModel(for: []) != nil else { throw .noModel }
  return Response(body: JSONWriter.object { $0.field("status", "ready") })
}

extension Services {
  /// Whether any worker has found the database full lately, and none has saved anything of the same kind since. To find
  /// out, something would have to be written that needs room. After a while others are let come again, since without
  /// them nothing is saved.
  fileprivate var hasFoundDatabaseFull: Bool {
    guard let fullAt = application.scoreboard?.databaseFullAt else { return false }
    return now.microseconds - fullAt < 30_000_000
  }
}

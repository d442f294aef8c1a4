import HTTP
import JSON

/// `GET /api/health`: the process answers.
@Sendable func health(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  _ = try Query(request, allowed: [])
  return Response(
    body: JSONWriter.object { json in
      json.field("status", "healthy")
      json.field("service", "recommendation-api")
    })
}

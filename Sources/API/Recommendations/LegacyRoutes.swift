import Domain
import HTTP
import JSON
import Scoring

/// `GET /init`: the whole catalogue by id.
@Sendable func legacyCatalogue(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let catalogue = try services.catalogue
  return Response(headers: [("ETag", catalogue.legacyTag)], body: catalogue.legacyList)
}

/// `POST /recommend`: ten films, best first. Fields it does not know are ignored, as they always were; and the context
/// may be the whole catalogue, since that client lets people pick every film there is.
@Sendable func legacyRecommend(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let catalogue = try services.catalogue
  var body = try Body(request, allowed: nil, maximumBytes: legacyMaximumBytes(catalogue))
  let context = RecommendFields.context(&body, catalogue, maximum: .max)
  let model = RecommendFields.model(&body)
  try body.check()
  let (recommendation, _) = try Recommendation.forContext(
    context, for: .unknown, model: model, RecommendOptions(), catalogue, request, services)
  return Response(
    body: JSONWriter.object(capacity: 2_048) { json in
      json.field("result") { json in
        json.array { list in
          for movie in recommendation.movies.compactMap({ catalogue[$0.id] }) {
            Catalogue.writeLegacy(movie, to: &list)
          }
        }
      }
    })
}

/// Room for each film's id once, however long and however it is written.
private func legacyMaximumBytes(_ catalogue: Catalogue) -> Int {
  max(Body.usualMaximumBytes, 32 * catalogue.movies.count)
}

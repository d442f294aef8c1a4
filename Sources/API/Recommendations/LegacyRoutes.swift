import Domain
import HTTP
import JSON
import Scoring

/// `GET /init`: the whole catalogue, by ascending id.
@Sendable func legacyCatalogue(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let catalogue = try services.catalogue
  return Response(headers: [("ETag", catalogue.legacyTag)], body: catalogue.legacyList)
}

/// `POST /recommend`: ten movies, best first. Unknown fields are ignored, as they always were. The context may be the
/// whole catalogue, because the original client lets users pick every movie.
@Sendable func legacyRecommend(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let catalogue = try services.catalogue
  var body = try Body(request, allowed: nil, maximumBytes: legacyMaximumBytes(catalogue))
  let context = RecommendFields.context(&body, catalogue, maximum: .max)
  let model = RecommendFields.model(&body)
  try body.check()
  let (recommendation, _) = try Recommendation.forContext(
    context, for: .unknown, model: model, RecommendOptions(), catalogue, request, services)
  services.countShown(recommendation)
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

/// Room for the id of each movie, at 32 bytes: any id with a separator and white space.
private func legacyMaximumBytes(_ catalogue: Catalogue) -> Int {
  max(Body.usualMaximumBytes, 32 * catalogue.movies.count)
}

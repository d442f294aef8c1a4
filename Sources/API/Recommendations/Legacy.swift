import Domain
import HTTP
import JSON
import Scoring

/// `GET /init`: the whole catalogue by id.
@Sendable func legacyCatalogue(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  return Response(body: try services.catalogue.legacyList)
}

/// `POST /recommend`: ten films, best first. Fields it does not know are ignored, as they always were.
@Sendable func legacyRecommend(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  let catalogue = try services.catalogue
  let body = try Body(request, allowed: nil)
  let context = try RecommendFields.context(body)
  let model = try services.model(
    named: RecommendFields.model(body), forContextOf: context.count(where: catalogue.contains))
  let known = try model.known(among: context, in: catalogue)
  let movies = services.scoring { workspace in
    model.recommend(context: known, count: 10, workspace: &workspace, where: catalogue.contains)
  }
  return Response(
    body: JSONWriter.object(capacity: 2_048) { json in
      json.field("result") { json in
        json.array { list in
          for movie in movies.compactMap({ catalogue[$0.id] }) { Catalogue.writeLegacy(movie, to: &list) }
        }
      }
    })
}

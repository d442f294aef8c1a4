import Domain
import HTTP
import JSON
import Scoring

/// `GET /api/movies/{id}/similar?model=&top_k=&include=`: the movies most similar to one movie according to the model,
/// best first. The default model is the one that `auto` chooses for a single movie. Not recorded. With a token, movies
/// that the user has dismissed are left out.
///
/// 200 `{result: [{id, title, genre, date, score}], model, model_version, count}`; a movie that was
/// added after the training has the neighbours of movies like it. Empty if it has nothing in common with any.
@Sendable func similarMovies(_ request: Request, _ services: Services) throws(HTTPError) -> Response {
  var query = Query(request, allowed: ["model", "top_k", "include"])
  let catalogue = try services.catalogue
  let found = query.reading(try catalogue.movie(of: request))
  let count = Int(query.integer("top_k", in: 1...100) ?? 10)
  let choice = query.string("model", ModelChoice.init) ?? .auto
  let ratings = ShownRatings(&query, services)
  let movie = try query.checked(found)
  let model = try services.model(choice, for: [movie.id])
  let dismissed = try services.dismissed(by: request).movies
  let similar = services.scoring { workspace in
    model.similar(
      to: movie.id, count: count, workspace: &workspace, where: { catalogue.contains($0) && !dismissed.contains($0) })
  }
  return Response(
    headers: request.personalHeaders,
    body: JSONWriter.object(capacity: 2_048) { json in
      catalogue.writeResult(similar.map(\.id), ratings, to: &json) { place, json in
        json.field("score", similar[place].score)
      }
      json.field("model", model.label)
      json.field("model_version", model.version)
      json.field("count", similar.count)
    })
}

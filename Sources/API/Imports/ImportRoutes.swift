import Credentials
import Domain
import HTTP
import HistoryFiles
import JSON
import System

// A user's history from another site. A row of a file is matched with a movie, ambiguous (the user decides), or
// unmatched.

/// `POST /api/imports`, a form (`multipart/form-data`) with one `file` of at most 5 MiB, `dry_run` (`true` or `false`),
/// and `list` for a list whose name does not say what its movies are to the user.
///
/// 201 `{id, source, rows, matched, found, new, added, preview, ambiguous, ambiguous_count, unmatched,
/// unmatched_count}`. `added` is what this import has added to the history. The status is 200 if nothing was added, as
/// after an import of the same file. With `dry_run` nothing is saved, and `new` is what would be added. If nothing is
/// saved, `id` and `added` are null.
@Sendable func importHistory(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  var form = try MultipartForm(
    request, allowed: ["dry_run", "list"], files: ["file"], maximumFile: HistoryFile.maximumBytes)
  let file = form.file("file")
  if file == nil { form.refuse(.missing("file")) }
  let isDryRun = form.bool("dry_run") ?? false
  let list: HistoryList? = form.choice("list")
  let received = try form.checked(file)
  let catalogue = try services.catalogue
  // A revoked token must not suffice to make a worker read a large file.
  try services.check(session)
  let (plan, new) = try services.reading(for: request) { () -> Result<(ImportPlan, NewImport), HistoryFileError> in
    do throws(HistoryFileError) {
      let file = try HistoryFile.read(received.contents, name: received.name, list: list, at: services.now)
      let plan = ImportPlan(file, catalogue)
      // The same rows mean something else in a list of another kind.
      let hash = sha256(Array(received.contents) + Array((file.list?.rawValue ?? "").utf8))
      return .success((plan, plan.newImport(fileHash: hash)))
    } catch {
      return .failure(error)
    }
  }
  var (id, added): (ImportID?, ImportCounts?)
  var news = ImportCounts()
  if isDryRun {
    news = try stored(try services.imports.news(of: new, session, at: services.now))
  } else if !new.isEmpty {
    switch try stored(try services.imports.add(new, of: session, at: services.now)) {
    case .added(let saved, let counts): (id, added, news) = (saved, counts, counts)
    case .tooMany:
      throw HTTPError(.forbidden, "You have \(maximumImports) imports. Delete one to make room for another.")
    }
  }
  return .personal(added.map { $0.all > 0 } == true ? .created : .ok) { json in
    json.field("id", id)
    plan.writeMembers(catalogue, found: new, news, added: added, to: &json)
  }
}

/// `POST /api/imports/{id}/confirm`, body `{choices: [{row, movie_id}]}`, 1–1,000: says which movie each ambiguous
/// row means; a null `movie_id` says that it means none. A row that was decided before keeps its first choice.
///
/// 200 `{id, added, open}`, where `open` is the number of rows still to be decided; 404 `NOT_FOUND`.
@Sendable func confirmImport(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  guard let id = request.idInPath else { throw noSuchImport }
  let catalogue = try services.catalogue
  let choices = try ImportChoices(request, catalogue)
  guard
    let (source, questions) = try stored(
      try services.imports.questions(choices.movies.keys.sorted(), of: id, of: session))
  else { throw noSuchImport }
  try choices.check(questions)
  let answers = questions.map { question -> ImportAnswer in
    guard let movie = choices.movies[question.number] ?? nil else { return ImportAnswer(number: question.number) }
    let (interactions, wanted) = source.consequences(of: question.acts, for: movie)
    return ImportAnswer(number: question.number, interactions: interactions, wanted: wanted)
  }
  guard let added = try stored(try services.imports.answer(answers, of: id, of: session, at: services.now)),
    let (record, _) = try stored(try services.imports.openQuestions(of: id, of: session, limit: 1))
  else { throw noSuchImport }
  return .personal(.ok) { json in
    json.field("id", id)
    json.field("added") { added.write(to: &$0) }
    json.field("open", record.open)
  }
}

/// `GET /api/imports`: the user's imports, newest first.
///
/// 200 `{imports: [{id, source, created_at, ratings, views, likes, watchlist, open}], count}`.
@Sendable func listImports(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let imports = try stored(try services.imports.imports(of: session))
  return .personal(.ok) { json in
    json.field("imports") { json in json.array { list in for record in imports { record.write(to: &list) } } }
    json.field("count", imports.count)
  }
}

/// `GET /api/imports/{id}`: an import, and the first 500 of its rows still to be decided.
///
/// 200 `{import, ambiguous}`; 404 `NOT_FOUND`.
@Sendable func showImport(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Query.expectNone(request)
  let catalogue = try services.catalogue
  guard let id = request.idInPath,
    let (record, questions) = try stored(try services.imports.openQuestions(of: id, of: session, limit: 500))
  else { throw noSuchImport }
  return .personal(.ok) { json in
    json.field("import") { record.write(to: &$0) }
    json.field("ambiguous") { json in
      json.array { list in for question in questions { question.write(catalogue, to: &list) } }
    }
  }
}

/// `DELETE /api/imports/{id}`: takes back what the import has added, except ratings that the user has changed since.
///
/// 204; 404 `NOT_FOUND`.
@Sendable func undoImport(
  _ request: Request, _ session: SessionClaim, _ services: Services
) throws(HTTPError) -> Response {
  try Body.expectNone(request)
  guard let id = request.idInPath, try stored(try services.imports.undo(id, of: session)) else { throw noSuchImport }
  return Response(.noContent)
}

private let noSuchImport = HTTPError(.notFound, "There is no such import.")

/// The maximum size of the largest request body, an import.
package let maximumBodyBytes = MultipartForm.maximumBytes(file: HistoryFile.maximumBytes)

extension Services {
  /// Reads a file on a thread of low priority, so that it does not delay other requests. Throws `OVERLOADED` if too
  /// many are waiting, and `INVALID_FIELD` if the file cannot be read.
  fileprivate func reading<Value>(
    for request: Request, _ work: () -> Result<Value, HistoryFileError>
  ) throws(HTTPError) -> Value {
    willWait()
    let result: Result<Value, HistoryFileError>
    do throws(LongWork.Overloaded) {
      result = try application.longReading.place(for: NetworkHash.network(of: request.client), isKnown: true).run(work)
    } catch {
      throw HTTPError(.overloaded, "Too many files are being read at the moment. Please try again.")
    }
    do throws(HistoryFileError) { return try result.get() } catch { throw .invalid("file", error.description) }
  }
}

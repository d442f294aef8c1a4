import API
import Domain
import JSON
import Testing

struct ImportRouteTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
  }

  private static let ratings = """
    Date,Name,Year,Letterboxd URI,Rating
    2021-03-14,Seven,1995,https://boxd.it/1,4.5
    2020-01-02,"Zero, The",1999,https://boxd.it/2,0.5
    2020-01-02,Five,2005,https://boxd.it/3,4
    2020-01-02,Nothing,2005,https://boxd.it/4,4
    2020-01-02,Seven,1995,https://boxd.it/1,x
    """

  /// Sends a form with these parts; a part named `file` is a file.
  private func send(_ parts: [(name: String, text: String)], fileName: String = "ratings.csv") throws -> Site.Answer {
    let parts = parts.map { name, text in
      let file = name == "file" ? "; filename=\"\(fileName)\"\r\nContent-Type: text/csv" : ""
      return "--XyZ\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n\(text)\r\n"
    }
    return try site.send(
      "POST", "/api/imports", parts.joined() + "--XyZ--\r\n", token: token,
      contentType: "multipart/form-data; boundary=XyZ")
  }

  private func send(file: String) throws -> Site.Answer { try send([("file", file)]) }

  private func history() throws -> JSONValue {
    .object(try site.send("GET", "/api/interactions", token: token).members)
  }

  private func counts(_ ratings: Int64, views: Int64 = 0, likes: Int64 = 0, watchlist: Int64 = 0) -> JSONValue {
    .object([
      "ratings": .integer(ratings), "views": .integer(views), "likes": .integer(likes),
      "watchlist": .integer(watchlist),
    ])
  }

  @Test func `an import saves what is certain with its dates, asks about the rest, and names what is not found`() throws
  {
    let answer = try send(file: Self.ratings)
    #expect(answer.status == 201, "\(answer.text)")
    #expect(answer["source"] == .string("letterboxd") && answer["rows"] == .integer(5))
    #expect(answer["matched"] == .integer(2) && answer["added"] == counts(2) && answer["found"] == counts(2))
    #expect(answer["preview"]?.elements.compactMap { $0["movie"]?["id"] } == [.integer(7), .integer(0)])
    #expect(answer["preview"]?.elements.first?["rating"] == .real(4.5))
    let question = try #require(answer["ambiguous"]?.elements.first)
    #expect(question["row"] == .integer(3) && question["title"] == .string("Five"))
    #expect(question["candidates"]?.elements.compactMap { $0["id"] } == [.integer(5)])
    #expect(
      answer["unmatched"]?.elements.compactMap { $0["reason"] } == [.string("not_found"), .string("invalid_rating")])
    #expect(answer["unmatched_count"] == .integer(2) && answer["ambiguous_count"] == .integer(1))
    let saved = try history()["interactions"]?.elements ?? []
    #expect(saved.compactMap { $0["movie_id"] } == [.integer(7), .integer(0)])
    #expect(
      saved.compactMap { $0["created_at"] } == [.string("2021-03-14T00:00:00Z"), .string("2020-01-02T00:00:00Z")])
    #expect(saved.compactMap { $0["rating"] } == [.real(4.5), .real(0.5)])
  }

  @Test func `the same file again changes nothing, whatever its order`() throws {
    let first = try send(file: Self.ratings)
    let before = try history()
    let again = try send(file: Self.ratings)
    #expect(again.status == 200 && again["id"] == first["id"] && again["added"] == counts(0))
    let lines = Self.ratings.split(separator: "\n")
    let sorted = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
    #expect(try send(file: sorted)["added"] == counts(0))
    #expect(try history() == before)
  }

  @Test func `a dry run saves nothing`() throws {
    let answer = try send([("file", Self.ratings), ("dry_run", "true")])
    #expect(answer.status == 200 && answer["id"] == .null && answer["added"] == .null, "\(answer.text)")
    #expect(answer["found"] == counts(2) && answer["new"] == counts(2) && answer["matched"] == .integer(2))
    #expect(try history()["count"] == .integer(0))
    #expect(try site.send("GET", "/api/imports", token: token)["count"] == .integer(0))
  }

  @Test func `a dry run counts what would be new despite repeats, and the import then adds exactly that`()
    throws
  {
    _ = try site.send("PUT", "/api/movies/7/rating", #"{"rating":3}"#, token: token)
    let diary = """
      Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
      2021-03-15,Seven,1995,https://boxd.it/1,4,,,2021-03-14
      2021-03-15,Seven,1995,https://boxd.it/1,4,,,2021-03-14
      2022-03-15,Se7en,1995,https://boxd.it/2,,Yes,,2022-03-14
      2022-03-15,The Zero,1999,https://boxd.it/3,4,,,2022-03-14
      2020-03-15,"Zero, The",1999,https://boxd.it/3,2,,,2020-03-14

      """
    for file in [diary, diary + "2023-03-15,Seven,1995,https://boxd.it/1,1,,,2023-03-14\n"] {
      let looked = try send([("file", file), ("dry_run", "true")])["new"]
      let saved = try send(file: file)
      #expect(saved.status == 201 && saved["added"] == looked && saved["new"] == looked, "\(saved.text)")
      #expect(looked == (file == diary ? counts(1, views: 3) : counts(0, views: 1)))
      #expect(try send([("file", file), ("dry_run", "true")])["new"] == counts(0))
    }
  }

  @Test func `the same rows sent as another list are a separate import`() throws {
    let list = "Date,Name,Year,Letterboxd URI\n2021-03-14,Seven,1995,u\n2021-03-14,Five,2005,u\n"
    let watched = try send([("file", list)], fileName: "watched.csv")
    let liked = try send([("file", list), ("list", "likes")])
    #expect(watched["added"] == counts(0, views: 1) && liked["added"] == counts(0, likes: 1))
    #expect(watched["id"] != liked["id"])
    // However the list is named.
    #expect(try send([("file", list), ("list", "watched")], fileName: "x.csv")["id"] == watched["id"])
    #expect(try send([("file", list)], fileName: "likes/films.csv")["id"] == liked["id"])
  }

  @Test func `the answer says what is wrong with a file, and a title that is too long has its own reason`() throws {
    let zip = try send(file: "PK\u{5}\u{6}" + String(repeating: "\0", count: 18))
    #expect(zip.status == 400 && zip.text.contains("it is an empty zip. Expected: an"), "\(zip.text)")
    let long = try send(
      file: "Date,Name,Year,Letterboxd URI,Rating\n2021-03-14,\(String(repeating: "x", count: 700)),1995,u,4\n")
    #expect(long["unmatched"]?.elements.first?["reason"] == .string("title_too_long"), "\(long.text)")
  }

  @Test func `a question is answered once, with any movie of the catalogue or none`() throws {
    guard case .integer(let id)? = try send(file: Self.ratings)["id"] else { throw Missing() }
    let shown = try site.send("GET", "/api/imports/\(id)", token: token)
    #expect(shown["ambiguous"]?.elements.map { $0["row"] } == [.integer(3)] && shown["import"]?["open"] == .integer(1))
    let choice = #"{"choices":[{"row":3,"movie_id":5}]}"#
    let answer = try site.send("POST", "/api/imports/\(id)/confirm", choice, token: token)
    #expect(answer.status == 200 && answer["added"] == counts(1) && answer["open"] == .integer(0), "\(answer.text)")
    let again = try site.send("POST", "/api/imports/\(id)/confirm", choice, token: token)
    #expect(again.status == 200 && again["added"] == counts(0))
    let none = try site.send(
      "POST", "/api/imports/\(id)/confirm", #"{"choices":[{"row":3,"movie_id":null}]}"#, token: token)
    #expect(none.status == 200)
    #expect(try history()["count"] == .integer(3))
    #expect(try site.send("DELETE", "/api/imports/\(id)", token: token).status == 204)
    #expect(try history()["count"] == .integer(0))
  }

  @Test func `choices for rows that were not asked about, or of unknown movies, are all named in the error`() throws {
    guard case .integer(let id)? = try send(file: Self.ratings)["id"] else { throw Missing() }
    let path = "/api/imports/\(id)/confirm"
    let other = try site.send(
      "POST", path, #"{"choices":[{"row":3,"movie_id":5},{"row":1,"movie_id":5}]}"#, token: token)
    #expect(other.status == 400 && other["errors"]?.elements.map { $0["index"] } == [.integer(1)], "\(other.text)")
    let faulty = try site.send(
      "POST", path, #"{"choices":[{"row":3,"movie_id":404},{"row":3,"movie_id":5},{"movie_id":5},{"row":4}]}"#,
      token: token)
    #expect(
      faulty["errors"]?.elements.map { $0["field"] } == [
        .string("movie_id"), .string("row"), .string("row"), .string("movie_id"),
      ], "\(faulty.text)")
    #expect(try history()["count"] == .integer(2))
  }

  @Test func `undoing an import takes back what it has added`() throws {
    _ = try site.send("PUT", "/api/movies/9/rating", #"{"rating":3}"#, token: token)
    let before = try history()
    guard case .integer(let id)? = try send(file: Self.ratings)["id"] else { throw Missing() }
    let list = try site.send("GET", "/api/imports", token: token)
    #expect(list["imports"]?.elements.first?["ratings"] == .integer(2) && list["count"] == .integer(1))
    #expect(try site.send("DELETE", "/api/imports/\(id)", token: token).status == 204)
    #expect(try history() == before)
    #expect(try site.send("DELETE", "/api/imports/\(id)", token: token).status == 404)
    #expect(try send(file: Self.ratings)["added"] == counts(2))
  }

  @Test func `a rating on this site stays if it is later than that of the file`() throws {
    _ = try site.send("PUT", "/api/movies/7/rating", #"{"rating":3}"#, token: token)
    #expect(try send(file: Self.ratings)["added"] == counts(1))
    let ratings = try site.send("GET", "/api/ratings", token: token)["ratings"]?.elements ?? []
    #expect(ratings.first { $0["movie"]?["id"] == .integer(7) }?["rating"] == .integer(3))
  }

  @Test func `an unreadable file and an invalid form are refused with the reason`() throws {
    #expect(try send(file: "hello")["errors"]?.elements.first?["field"] == .string("file"))
    let list = "Date,Name,Year,Letterboxd URI\n2021-03-14,Seven,1995,u\n"
    let unnamed = try send([("file", list)], fileName: "films.csv")
    #expect(unnamed.status == 400 && unnamed.text.contains("'list' must say which"), "\(unnamed.text)")
    #expect(try send([("file", list), ("list", "likes")], fileName: "films.csv")["found"] == counts(0, likes: 1))
    #expect(try send([("file", list)], fileName: "watched.csv")["found"] == counts(0, views: 1))
    #expect(try send([("dry_run", "true")]).error == "MISSING_FIELD")
    for part in [("dry_run", "maybe"), ("list", "other"), ("more", "1")] {
      let answer = try send([("file", list), part])
      #expect(
        answer.error == "INVALID_FIELD" && answer["errors"]?.elements.first?["field"] == .string(part.0),
        "\(answer.text)")
    }
    let json = try site.send("POST", "/api/imports", "{}", token: token)
    #expect(json.status == 415 && json.error == "UNSUPPORTED_MEDIA_TYPE")
    #expect(try site.send("POST", "/api/imports", "", token: token).error == "MISSING_DATA")
  }

  @Test func `a file sent with a revoked token is not read`() throws {
    _ = try site.send("POST", "/api/auth/logout", token: token)
    #expect(try send(file: "hello").error == "INVALID_TOKEN")
  }

  @Test func `a full history is refused before anything is saved`() throws {
    site.stores.isFull = true
    #expect(try send(file: Self.ratings).error == "FORBIDDEN")
    #expect(try history()["count"] == .integer(0))
  }

  @Test func `with the database down an import is answered with 503, and the same request later completes it`() throws {
    site.stores.error = .unavailable("gone")
    #expect(try send(file: Self.ratings).status == 503)
    site.stores.error = nil
    #expect(try send(file: Self.ratings)["added"] == counts(2))
  }

  @Test func `an export contains the imports with their questions`() throws {
    _ = try send(file: Self.ratings)
    let export = try site.send("POST", "/api/auth/export", #"{"password":"correct horse"}"#, token: token)
    let record = try #require(export["imports"]?.elements.first)
    #expect(record["source"] == .string("letterboxd") && record["ratings"] == .integer(2))
    let question = try #require(record["questions"]?.elements.first)
    #expect(question["title"] == .string("Five") && question["candidates"] == .array([.integer(5)]))
    #expect(question["acts"]?.elements.first?["at"] == .string("2020-01-02T00:00:00Z"))
  }

  private struct Missing: Error {}
}

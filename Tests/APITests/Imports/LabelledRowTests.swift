import Domain
import HistoryFiles
import Testing

@testable import API

/// Reads the labelled rows as the files that they come from, and matches them.
struct LabelledRowTests {
  private enum Expectation: Equatable {
    case matched(MovieID), confirmed(MovieID), none
  }

  private struct LabelledRow {
    let kind: String
    let fields: [String]
    let expectation: Expectation

    func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
    var quoted: String { "\"\(field(0).replacing("\"", with: "\"\""))\"" }
  }

  private var movies: [Movie] = []
  private var rows: [LabelledRow] = []

  init() throws {
    for line in labelledRows.split(separator: "\n") {
      var words = line.split(separator: " ")[...]
      let mark = ["#", "?", "-"].contains(words.first) ? String(words.removeFirst()) : ""
      let kind = ["i", "m", "n"].contains(words.first) ? String(words.removeFirst()) : "l"
      let fields = words.joined(separator: " ").split(separator: "|", omittingEmptySubsequences: false)
        .map { String($0.drop { $0 == " " }) }.map { $0.last == " " ? String($0.dropLast()) : $0 }
      if mark == "#" {
        let id = MovieID(movies.count + 1)
        let year = try #require(Title.year(in: fields[0]), "\(line)")
        movies.append(
          Movie(
            id: id, title: fields[0], genres: [], date: CalendarDate(year: year, month: 1, day: 1),
            externalIDs: ExternalIDs(
              imdb: fields.count > 1 ? Int(fields[1]) : nil, tmdb: fields.count > 2 ? Int(fields[2]) : nil)))
      } else {
        let id = MovieID(movies.count)
        let expectation: Expectation =
          mark == "-" ? .none : mark == "?" || kind == "n" ? .confirmed(id) : .matched(id)
        rows.append(LabelledRow(kind: kind, fields: fields, expectation: expectation))
      }
    }
  }

  /// The rows of one kind as the file that they come from. Each row has a different rating, so that rows cannot be
  /// mixed up.
  private func file(_ kind: String, _ rows: [LabelledRow]) -> String {
    let lines = rows.enumerated().map { index, row in
      let halfStars = 1 + index % 10
      switch kind {
      case "l": return "2020-01-02,\(row.quoted),\(row.field(1)),https://boxd.it/\(index),\(Double(halfStars) / 2)"
      case "i":
        let original = row.field(2).isEmpty ? row.field(0) : row.field(2)
        return "\(row.field(3)),\(halfStars),2020-01-02,\(row.quoted),\"\(original)\",Movie,\(row.field(1))"
      case "m": return "\(index),\(row.field(1)),\(row.field(2)),\(Double(halfStars) / 2),3.5,\(row.quoted)"
      default: return "\(row.quoted),1/2/20"
      }
    }
    let header = [
      "l": "Date,Name,Year,Letterboxd URI,Rating",
      "i": "Const,Your Rating,Date Rated,Title,Original Title,Title Type,Year",
      "m": "movie_id,imdb_id,tmdb_id,rating,average_rating,title", "n": "Title,Date",
    ]
    return ([header[kind] ?? ""] + lines).joined(separator: "\n")
  }

  @Test func `of more than 500 rows at least 98 in 100 are found, and no wrong match goes unconfirmed`() throws {
    let catalogue = Catalogue(movies: movies, version: 1)
    var (findable, found, certain) = (0, 0, 0)
    var wrong: [String] = []
    var missed: [String] = []
    for kind in ["l", "i", "m", "n"] {
      let rows = rows.filter { $0.kind == kind }
      let text = file(kind, rows)
      let read = try HistoryFile.read(Array(text.utf8)[...], name: "file", at: Timestamp(seconds: 1_795_428_930))
      #expect(read.rows == rows.count)
      let plan = ImportPlan(read, catalogue)
      let matched = Dictionary(uniqueKeysWithValues: plan.matched.map { ($0.entry.row, $0) })
      let questions = Dictionary(uniqueKeysWithValues: plan.questions.map { ($0.entry.row, $0) })
      for (index, row) in rows.enumerated() {
        let match = matched[index + 1]
        let label = "\(kind) \(row.fields)"
        if kind != "n", let match {
          #expect(match.entry.acts.map(\.kind) == [.rate(Rating(halfStars: 1 + index % 10))], "\(label)")
        }
        switch row.expectation {
        case .none:
          if let match { wrong.append("\(label) is \(movies[Int(match.movie) - 1].title)") }
        case .matched(let id), .confirmed(let id):
          findable += 1
          if let match, match.movie != id { wrong.append("\(label) is \(movies[Int(match.movie) - 1].title)") }
          if match?.movie == id || questions[index + 1]?.candidates.contains(id) == true {
            found += 1
          } else {
            missed.append(label)
          }
          if row.expectation == .matched(id) {
            certain += match?.movie == id ? 1 : 0
            if match == nil { missed.append("unsure: \(label)") }
          } else {
            #expect(match == nil, "\(label) needs confirming")
          }
        }
      }
    }
    #expect(rows.count >= 600)
    #expect(wrong == [])
    #expect(Double(found) >= 0.98 * Double(findable), "\(found) of \(findable); missed: \(missed)")
    let sure = rows.count { if case .matched = $0.expectation { true } else { false } }
    #expect(Double(certain) >= 0.98 * Double(sure), "\(certain) of \(sure); missed: \(missed)")
  }
}

import Configuration
import Domain
import Foundation
import HistoryFiles
import RatingFiles

extension FuzzEntry {
  private static let now = Timestamp(seconds: 1_795_608_000)

  static let configuration = FuzzEntry(
    "configuration",
    texts: [
      "# the pool\n\n workers = 3\nslots=2\nstop_timeout = 5m\r\nsocket_mode = 0600\n", "slots = 2\nslots = 3",
      "slot = ",
      "listen = 127.0.0.1:9000\n", "workers = 9223372036854775807\nhard_limit = 99999999999999h", "a\u{0}=\u{1B}[1m",
      "trusted_proxies = 10.0.0.0/8, ::1/128, /\nallowed_origins = https://a.b, *",
    ]
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(ConfigurationError) {
      let configuration = try Configuration.parse(contents: text, file: "f", environment: [:])
      let loaded = LoadedConfiguration(configuration, databasePassword: "p", keys: Array("k".utf8))
      // Equal but for the places in the file.
      let received = LoadedConfiguration(encoded: loaded.encoded())
      return received?.encoded() == loaded.encoded() ? nil : "changed on the way to a worker"
    } catch {
      return error.description.utf8.contains(0x1B) ? "an escape reaches the terminal" : nil
    }
  }

  /// A data set: the first byte chooses layout and file, and the rest is the file.
  static let ratings = FuzzEntry(
    "ratings",
    texts: [
      "0user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\n-1\t0\t4\t0\n",
      "1196\t242\t3\t881250949\n-1\t0\t4\t0\n", "2196::242::3::881250949\n-1::0::4::0\n",
      "3userId,movieId,rating,timestamp\n196,242,3.0,881250949\n-1,0,\"4,5\",2005-04-02 23:53:47\n",
      "4item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n1\tHeat\t1995\tCrime Drama\n",
      "51|Toy Story (1995)|01-Jan-1995||http://x|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n",
      "61::Heat (1995)::Action|Crime\n", "7movieId,title,genres\n1,\"Good, the Bad, The (1966)\",Western|Drama\n",
      "8movieId,imdbId,tmdbId\n1,0114709,862\n", "91|24|M|technician|85711\n", ":1::F::1::10::48067\n",
    ]
  ) { bytes in
    guard let choice = bytes.first.map({ Int($0 &- 0x30) % dataSets.count }) else { return nil }
    let (folder, file) = dataSets[choice]
    do { try Data(bytes.dropFirst()).write(to: folder.appending(path: file)) } catch { return "\(error)" }
    do throws(RatingFileError) { return try dataSetFault(DataSource.open(folder.path)) } catch {
      return error.description.utf8.contains(0x1B) ? "an escape reaches the terminal" : nil
    }
  }

  /// A folder for each layout and file, with a file of ratings. They stay for as long as the process: making them anew
  /// for each input took most of the time.
  private static let dataSets: [(folder: URL, file: String)] = {
    let files: [(ratings: String, row: String, file: String)] = [
      ("r.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t1\t3\t1\n", "r.inter"),
      ("u.data", "1\t1\t3\t1\n", "u.data"), ("ratings.dat", "1::1::3::1\n", "ratings.dat"),
      ("ratings.csv", "userId,movieId,rating,timestamp\n1,1,3,1\n", "ratings.csv"),
      ("r.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t1\t3\t1\n", "r.item"),
      ("u.data", "1\t1\t3\t1\n", "u.item"), ("ratings.dat", "1::1::3::1\n", "movies.dat"),
      ("ratings.csv", "userId,movieId,rating,timestamp\n1,1,3,1\n", "movies.csv"),
      ("ratings.csv", "userId,movieId,rating,timestamp\n1,1,3,1\n", "links.csv"),
      ("u.data", "1\t1\t3\t1\n", "u.user"), ("ratings.dat", "1::1::3::1\n", "users.dat"),
    ]
    atexit { try? FileManager.default.removeItem(at: dataSetFolder) }
    return files.enumerated().map { index, data in
      let folder = dataSetFolder.appending(path: "\(index)")
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(data.row.utf8).write(to: folder.appending(path: data.ratings))
      } catch { fatalError("\(error)") }
      return (folder, data.file)
    }
  }()

  private static let dataSetFolder = FileManager.default.temporaryDirectory.appending(path: "marquee-fuzz-\(UUID())")

  private static func dataSetFault(_ source: DataSource) throws(RatingFileError) -> String? {
    var ratings = try source.readRatings(at: now)
    while let row = try ratings.next() {
      if case .accepted(let row) = row, row.at > now + .seconds(86_400) {
        return "a rating from the future is accepted"
      }
    }
    if var movies = try source.readMovies() { while try movies.next() != nil {} }
    if var users = try source.readUsers() { while try users.next() != nil {} }
    if var links = try source.readLinks() { while try links.next() != nil {} }
    return nil
  }

  /// Histories: tables and JSON of several sites, zips, and damaged ones.
  static let history = FuzzEntry(
    "history",
    texts: [
      "Date,Name,Year,Letterboxd URI,Rating\n2021-03-14,\"Good, the \"\"Ugly\"\", The\",1966,https://boxd.it/1,4.5\n",
      "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n2021-03-15,Heat,1995,u,4,,,2021-03-14\n",
      "Const,Your Rating,Date Rated,Title,Title Type,Year\ntt0113277,9,2020-01-01,Heat,Movie,1995\n",
      "Title,Date\n\"Dark: Season 1: Secrets\",\"3/14/21\"\n",
      "movie_id,imdb_id,tmdb_id,rating,average_rating,title\n1,1,1,4,3,A\n",
      #"[{"rated_at":"2021-03-14T00:00:00.000Z","rating":8,"type":"movie","movie":"#
        + #"{"title":"Heat","year":1995,"ids":{"imdb":"tt0113277","tmdb":949}}}]"#,
      #"[{"plays":2,"last_watched_at":"2021-03-14T00:00:00.000Z","movie":{"title":"Heat","year":1995}}]"#,
    ].map { $0 } + ["PK\u{3}\u{4}", "\u{FEFF}Name\n"]
  ) { bytes in
    do throws(HistoryFileError) {
      let file = try HistoryFile.read(bytes[...], name: "ratings.csv", at: now)
      if file.rows > HistoryFile.maximumRows || file.entries.count + file.rejected.count > 2 * file.rows {
        return "\(file.entries.count) entries of \(file.rows) rows"
      }
      return file.entries.contains { $0.acts.contains { $0.at.map { $0 > now + .seconds(86_400) } ?? false } }
        ? "an act in the future is accepted" : nil
    } catch {
      return nil
    }
  }
}

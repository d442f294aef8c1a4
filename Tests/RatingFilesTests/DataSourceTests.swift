import Domain
import Glibc
import System
import Testing

@testable import RatingFiles

struct DataSourceTests {
  private let folder = RatingFolder()
  private static let inter = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
  private static let layouts: [(file: String, firstLine: String, layout: FileLayout)] = [
    ("ml.inter", inter, .atomic), ("u.data", "196\t242\t3\t881250949\n", .u),
    ("ratings.dat", "1::1193::5::978300760\n", .dat), ("ratings.csv", "userId,movieId,rating,timestamp\r\n", .csv),
  ]

  @Test(arguments: layouts.indices)
  func `every layout is recognised as a file, in a folder and one level below`(index: Int) throws {
    let (file, firstLine, layout) = Self.layouts[index]
    let path = folder.write("inner/" + file, firstLine)
    for given in [folder.path, folder.path + "/inner", folder.path + "/inner/", path] {
      let source = try DataSource.open(given)
      #expect(source.layout == layout)
      #expect(source.ratings == path)
    }
  }

  @Test(arguments: layouts.indices)
  func `a file of ratings is recognised by its content, whatever its name`(index: Int) throws {
    let path = folder.write("anything.txt", Self.layouts[index].firstLine)
    #expect(try DataSource.open(path).layout == Self.layouts[index].layout)
  }

  @Test func `the files of movies and users are found next to the ratings`() throws {
    folder.write("ml-100k/ml-100k.inter", Self.inter)
    folder.write("ml-100k/ml-100k.item", "")
    folder.write("ml-100k/ml-100k.user", "")
    let source = try DataSource.open(folder.path)
    #expect(source.movies == folder.path + "/ml-100k/ml-100k.item")
    #expect(source.users == folder.path + "/ml-100k/ml-100k.user")
    #expect(source.genres == nil)
  }

  @Test func `a data set may lack users and movies`() throws {
    folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,2,3,4\n")
    let source = try DataSource.open(folder.path)
    #expect(source.movies == nil && source.users == nil)
    #expect(try source.readMovies() == nil ? true : false)
    #expect(try source.readUsers() == nil ? true : false)
  }

  @Test func `a missing, ambiguous or unknown data set is refused and named`() throws {
    let missing = folder.path + "/missing"
    #expect(throws: RatingFileError.system(SystemCallError("open", missing, number: ENOENT))) {
      try DataSource.open(missing)
    }
    #expect(throws: RatingFileError.noRatings(folder: folder.path, packed: [])) { try DataSource.open(folder.path) }
    let odd = folder.write("notes.txt", "hello\n")
    #expect(throws: RatingFileError.unknownLayout(file: odd, firstLine: "hello")) { try DataSource.open(odd) }
    let one = folder.write("a.inter", Self.inter)
    let two = folder.write("b.inter", Self.inter)
    #expect(throws: RatingFileError.ambiguous(folder: folder.path, found: [one, two])) {
      try DataSource.open(folder.path)
    }
  }

  @Test func `a header without a required column is refused`() throws {
    let path = folder.write("a.inter", "user_id:token\titem_id:token\n1\t2\n")
    #expect(throws: RatingFileError.missingColumn(file: path, .rating, firstLine: "user_id:token\\titem_id:token")) {
      try ratings(DataSource.open(path))
    }
  }

  @Test func `a header that names a column twice is refused`() throws {
    let path = folder.write("r.csv", "userId,movieId,rating,Rating\n1,2,3,4\n")
    #expect(throws: RatingFileError.repeatedColumn(file: path, .rating, firstLine: "userId,movieId,rating,Rating")) {
      try ratings(DataSource.open(path))
    }
  }

  @Test func `MovieLens 20M from Kaggle is read under its own file names`() throws {
    folder.write("rating.csv", "\"userId\",\"movieId\",\"rating\",\"timestamp\"\n1,2,3.5,\"2005-04-02 23:53:47\"\n")
    folder.write("movie.csv", "\"movieId\",\"title\",\"genres\"\n2,\"Coast, The (1995)\",\"Drama|War\"\n")
    folder.write("tag.csv", "userId,movieId,tag,timestamp\n")
    let source = try DataSource.open(folder.path)
    #expect(try ratings(source) == [rating(1, 2, 3.5, at: 1_112_486_027)])
    #expect(try movies(source) == [.accepted(movie(2, "Coast, The (1995)", ["Drama", "War"], "1995-01-01"))])
  }

  @Test(
    arguments: [
      (Array("1,1,4.0,1112486027\n".utf8), "'1,1,4.0,1112486027'"),
      (Array("userId;movieId;rating;timestamp\n".utf8), "'userId;movieId;rating;timestamp'"),
      (Array("1:\n1488844,3,2005-09-06\n".utf8), "'1:'"),
      (Array("movieId,title,genres\n".utf8), "'movieId,title,genres'"),
      (Array("\n  \n<!DOCTYPE html>\n".utf8), "'<!DOCTYPE html>'"), (Array("a\u{1B}[2J\n".utf8), "'a\\u{1B}[2J'"),
      (Array(String(repeating: "x", count: 5_000).utf8), String(repeating: "x", count: 100) + "…'"),
      ([], "is empty"), (Array("\n\n".utf8), "is empty"), ([0xEF, 0xBB, 0xBF], "is empty"),
      ([0x1F, 0x8B, 8, 0], "gunzip"), (Array("PK\u{3}\u{4}".utf8), "unzip"), (Array("BZh9".utf8), "bunzip2"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "unxz"), ([0x28, 0xB5, 0x2F, 0xFD], "unzstd"),
      ([0xFF, 0xFE, 0x75, 0, 0x73, 0], "iconv -f UTF-16"), ([0xFE, 0xFF, 0, 0x75, 0, 0x73], "iconv -f UTF-16"),
      (Array("userId,m".utf8).flatMap { [$0, 0] }, "iconv -f UTF-16"),
      (Array("userId,m".utf8).flatMap { [0, $0] }, "iconv -f UTF-16"),
      ([0xFF, 0xFE, 0, 0, 0x75, 0, 0, 0], "iconv -f UTF-32"), ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x75], "iconv -f UTF-32"),
      (Array("user".utf8).flatMap { [$0, 0, 0, 0] }, "iconv -f UTF-32"),
      (Array("user".utf8).flatMap { [0, 0, 0, $0] }, "iconv -f UTF-32"),
      // Windows-1251 and Latin-1.
      ([0xEF, 0xEE, 0xEB, 0xFC, 0x2C, 0xF4, 0x0A], "is not UTF-8 (byte 0 of the file)"),
      (
        Array("\nid;pr\u{E9}nom\n1".unicodeScalars.map { UInt8($0.value) }), "is not UTF-8 (byte 6 of the file)"
      ),
      // The first line is valid UTF-8.
      (Array("userId;movieId;rating\n1;2;3,5\n".utf8), "separated by semicolons: save it with commas"),
      (Array("userId|movieId|rating\n1|2|3.5\n".utf8), "separated by '|': save it with commas"),
      (Array("a,b\nZo\u{EB},\u{EB}\n".unicodeScalars.map { UInt8($0.value) }), "its first line is 'a,b'"),
    ] as [([UInt8], String)])
  func `an unreadable file is refused, and the error says what was expected`(bytes: [UInt8], mention: String) throws {
    let path = folder.write("ratings.csv", bytes)
    let error = #expect(throws: RatingFileError.self) { try DataSource.open(path) }
    let text = error?.description ?? ""
    #expect(text.contains(mention) && text.contains(path))
    #expect(mention.hasSuffix("'") ? text.contains("expected 'userId,movieId,rating,timestamp'") : true)
  }

  @Test func `a header that is not UTF-8 is refused only if it lacks a column`() throws {
    let path = folder.write("r.csv", [0xE9, 0x2C] + Array("userId,movieId\n1,2,3\n".utf8))
    #expect(throws: RatingFileError.notUTF8(file: path, byte: 0)) { try ratings(DataSource.open(path)) }
    let good = folder.write("s.csv", [0xE9, 0x2C] + Array("userId,movieId,rating\n0,1,2,3\n".utf8))
    #expect(try ratings(DataSource.open(good)) == [rating(1, 2, 3, at: 0)])
  }

  @Test func `a folder with only packed files is refused and the files are named`() throws {
    folder.write("ratings.csv.gz", "x")
    #expect(throws: RatingFileError.noRatings(folder: folder.path, packed: ["ratings.csv.gz"])) {
      try DataSource.open(folder.path)
    }
  }

  @Test func `a file without any valid row is refused before an import begins`() throws {
    let header = "userId,movieId,rating,timestamp\n"
    func check() throws { try DataSource.open(folder.path).check(at: now) }
    let ratings = folder.write("ratings.csv", header)
    #expect(throws: RatingFileError.nothingToTake(file: ratings, first: nil)) { try check() }
    folder.write("ratings.csv", header + "1,1,x,4\n1,1,y,4\n")
    let text = #expect(throws: RatingFileError.self) { try check() }?.description ?? ""
    #expect(text.contains("no row of \(ratings) is valid") && text.contains("\(ratings):2: 'x' is not a rating"))
    #expect(text.contains("in: 1,1,x,4"))
    folder.write("ratings.csv", header + "1,1,x,4\n1,1,3,4\n")
    try check()
    let movieFile = folder.write("movies.csv", "movieId,title,genres\nx,Heat,Drama\n")
    #expect(throws: RatingFileError.self) { try check() }
    folder.write("movies.csv", "movieId,title\n1,Heat\n")
    try check()
    folder.write("movies.csv", [0x1F, 0x8B, 8, 0])
    #expect(throws: RatingFileError.notPlainText(file: movieFile, .gzip)) { try check() }
  }

  @Test func `a pipe is refused because it can be read only once`() throws {
    let pipe = "\(folder.path)/ratings.csv"
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [pipe, folder.path, "/dev/null"] {
      let error = #expect(throws: RatingFileError.self) { try DataSource.open(path) }
      #expect(error == .notRegular(file: path == folder.path ? pipe : path))
    }
  }

  @Test func `many ratings on another scale are reported before an import begins`() throws {
    func fault(_ ratings: [String], _ scale: RatingScale = .stars) throws -> String? {
      let rows = ratings.enumerated().map { "1,\($0),\($1),4\n" }.joined()
      let file = folder.write("ratings.csv", "userId,movieId,rating,timestamp\n" + rows)
      return try DataSource.open(file).check(scale, at: now).scaleFault(.importing)
    }
    let tens = (0..<120).map { "\($0 % 10 + 1)" }
    #expect(try fault(tens)?.contains("--scale 10") == true)
    #expect(try fault(tens, RatingScale(best: 10, implied: nil)) == nil)
    #expect(try fault(Array(repeating: "1", count: 120))?.contains("--scale 1") == true)
    #expect(try fault((0..<120).map { "\($0)" })?.contains("is it another column?") == true)
    #expect(try fault((0..<120).map { "\($0 % 5 + 1)" }) == nil)
    // A few rows are not enough to tell.
    #expect(try fault(["1", "7", "4"]) == nil)
  }

  @Test(arguments: [("unix_timestamp", true), ("Rated At", true), ("time:float", true), ("when", false)])
  func `the time column has several names, and a remark says if it is missing`(name: String, isKnown: Bool) throws {
    let file = folder.write("ratings.csv", "userId,movieId,rating,\(name)\n1,2,3,1112486027\n")
    var reader = try DataSource.open(file).readRatings(at: now)
    guard case .accepted(let row) = try reader.next() else { throw CancellationError() }
    #expect(row.at.seconds == (isKnown ? 1_112_486_027 : 0))
    #expect(reader.remarks.contains { $0.contains("no column of times") && $0.contains(name) } == !isKnown)
    #expect(reader.hasTimes == isKnown)
  }

  @Test func `if there are two time columns, the one with the usual name is used`() throws {
    let file = folder.write("ratings.csv", "userId,movieId,time,rating,timestamp\n1,2,5,3,1112486027\n")
    var reader = try DataSource.open(file).readRatings(at: now)
    guard case .accepted(let row) = try reader.next() else { throw CancellationError() }
    #expect(row.at.seconds == 1_112_486_027)
  }
}

import Domain
import Testing

@testable import RatingFiles

struct RatingReaderTests {
  private let folder = RatingFolder()

  @Test func `ratings of every layout are read alike`() throws {
    let expected = [try rating(196, 242, 3, at: 881_250_949), try rating(-1, 0, 4, at: 0)]
    let files = [
      folder.write(
        "a.inter",
        "user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\n-1\t0\t4\t0\n"),
      folder.write("u.data", "196\t242\t3\t881250949\n-1\t0\t4\t0\n"),
      folder.write("ratings.dat", "196::242::3::881250949\n-1::0::4::0\n"),
      folder.write("ratings.csv", "userId,movieId,rating,timestamp\n196,242,3.0,881250949\n-1,0,4.0,0\n"),
    ]
    for file in files { #expect(try ratings(DataSource.open(file)) == expected) }
  }

  @Test func `columns of ratings are found by their names, in any order`() throws {
    let path = folder.write(
      "a.inter", "timestamp:float\tweight:float\trating:float\titem_id:token\tuser_id:token\n7\t0.5\t2\t30\t4\n")
    #expect(try ratings(DataSource.open(path)) == [rating(4, 30, 2, at: 7)])
  }

  @Test(arguments: [
    ("0.5", 0.5), ("5", 5), ("5.0", 5), ("3.50", 3.5), (".5", 0.5), ("1.", 1), ("5 ", 5), (" 4.5\t", 4.5), ("\"4\"", 4),
  ])
  func `half stars are read in every common notation`(text: String, stars: Double) throws {
    #expect(try read(rating: text).first == rating(1, 2, stars, at: 3))
  }

  @Test(arguments: [
    "0", "5.5", "6", "3.7", "-3", "three", "3.5x", "", "1e0", "99999999999999999999", ".", "NaN", "inf", "+4",
    "４", "0x4", "10",
  ])
  func `an invalid rating is rejected with its reason`(text: String) throws {
    let what = "rating from 0.5 to 5 in half stars"
    let rejected = try read(rating: text).map(\.remark)
    #expect(rejected.map(\.?.sentence) == [text.isEmpty ? "no \(what)" : "'\(text)' is not a \(what)"])
    #expect(rejected.map(\.?.line) == [2])
  }

  @Test func `invalid rows are rejected one by one with their lines`() throws {
    let path = folder.write(
      "u.data",
      "1\t2\t3\t4\n\nx\t2\t3\t4\n1\t\t3\t4\n1\t2\n1\t2\t3\tsoon\n1\t2\t3\t-4\n9223372036854775808\t2\t3\t4\n5\t6\t1\t7")
    let rows = try ratings(DataSource.open(path))
    #expect(rows.first == (try rating(1, 2, 3, at: 4)))
    #expect(rows.last == (try rating(5, 6, 1, at: 7)))
    let time = "not a time since 1970, a count or ISO 8601"
    #expect(
      rows.compactMap(\.reason) == [
        "'x' is not a user id", "no movie id", "2 fields, not 4", "'soon' is \(time)", "'-4' is \(time)",
        "'9223372036854775808' is not a user id",
      ])
    #expect(rows[1].remark?.description == "\(path):3: 'x' is not a user id")
    #expect(rows[1].remark?.withRow == "\(path):3: 'x' is not a user id, in: x\\t2\\t3\\t4")
  }

  @Test(arguments: [
    ("1,1,4,5,1112486027", "5 fields, not 4"), ("1,1,4", "3 fields, not 4"), ("1,1,4,1112486027,", "5 fields, not 4"),
    ("1", "1 fields, not 4"),
  ])
  func `a rating with too many or too few fields is rejected`(row: String, reason: String) throws {
    let csv = folder.write("r.csv", "userId,movieId,rating,timestamp\n\(row)\n1,2,3,4\n")
    let tabs = row.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "\t")
    let inter = folder.write(
      "r.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n\(tabs)\n1\t2\t3\t4\n")
    let colons = row.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "::")
    let dat = folder.write("r.dat", "1::2::3::4\n\(colons)\n1::2::3::4\n")
    for (path, places) in [(csv, [0]), (inter, [0]), (dat, [1])] {
      let rows = try ratings(DataSource.open(path))
      #expect(rows.indices.filter { rows[$0].value == nil } == places)
      #expect(rows.compactMap(\.reason) == [reason])
    }
  }

  @Test(arguments: [
    (" 7", 7), ("7 ", 7), ("\t7", 7), ("7.0", 7), ("-7", -7), ("0", 0), ("\"7\"", 7), ("\"7\" ", 7), (" \"7\"", 7),
    ("007", 7), ("7.00", 7),
  ])
  func `an id is read in the notations that tools write`(text: String, id: Int64) throws {
    let path = folder.write("r.csv", "userId, movieId ,rating,timestamp\n\(text),\(text),3,4\n")
    #expect(try ratings(DataSource.open(path)) == [rating(id, id, 3, at: 4)])
  }

  @Test(arguments: ["1.5", "+1", "1e3", "0x1", "１", "1 000", "1'000", "1.", "٣", "", "\u{0}1", "1_0"])
  func `an invalid id is rejected and quoted unchanged`(text: String) throws {
    let path = folder.write("r.csv", "userId,movieId,rating,timestamp\n1, \(text),3,4\n")
    let shown = text == "\u{0}1" ? "\\u{0}1" : text
    let expected = text.isEmpty ? "no movie id" : "' \(shown)' is not a movie id"
    #expect(try ratings(DataSource.open(path)).map(\.reason) == [expected])
  }

  @Test(arguments: [
    "userId,movieId,rating,timestamp", "UserID,MovieID,Rating,Timestamp", "userId, movieId, rating, timestamp",
    "USER_ID,ITEM_ID,RATING,TIMESTAMP", "\"userId\",\"movieId\",\"rating\",\"timestamp\"",
    "User ID,Movie ID,Rating,Timestamp",
    "user_id:token,item_id:token,rating:float,timestamp:float", "\u{FEFF}userId,movieId,rating,timestamp",
  ])
  func `a header may have any case and spaces`(header: String) throws {
    let isAtomic = header.contains(":token")
    let text = "\(header)\n196,242,3,881250949\n"
    let path = folder.write("a", isAtomic ? text.replacing(",", with: "\t") : text)
    #expect(try ratings(DataSource.open(path)) == [rating(196, 242, 3, at: 881_250_949)])
  }

  @Test(arguments: ["1::1::5::978300760", "user_id::item_id::rating::timestamp\n1::1::5::978300760"])
  func `a dat file may have a header`(text: String) throws {
    #expect(try ratings(DataSource.open(folder.write("ratings.dat", text))) == [rating(1, 1, 5, at: 978_300_760)])
  }

  @Test func `a file with tabs may have a header and spaces beside its tabs`() throws {
    let path = folder.write("u.data", "user_id\titem_id\ttimestamp\trating\n1\t 242\t881250949 \t3\n")
    #expect(try ratings(DataSource.open(path)) == [rating(1, 242, 3, at: 881_250_949)])
  }

  @Test(arguments: ["\n", "\r\n", "\r", "\n\n", "\r\r\n", " \n\t\n"])
  func `lines may end as on any system, and blank ones are skipped`(end: String) throws {
    let lines = ["userId,movieId,rating,timestamp", "1,1,4.0,1112486027", "1,2,5.0,1112486028"]
    let expected = [try rating(1, 1, 4, at: 1_112_486_027), try rating(1, 2, 5, at: 1_112_486_028)]
    #expect(try ratings(DataSource.open(folder.write("r.csv", lines.joined(separator: end)))) == expected)
    #expect(try ratings(DataSource.open(folder.write("s.csv", lines.map { $0 + end }.joined()))) == expected)
  }

  @Test func `ratings without times are dated to 1970`() throws {
    let path = folder.write("r.csv", "userId,movieId,rating\n1,2,3\n")
    #expect(try ratings(DataSource.open(path)) == [rating(1, 2, 3, at: 0)])
  }

  @Test func `the share of a file that has been read ends at one`() throws {
    let path = folder.write("u.data", "1\t2\t3\t4\n1\t3\t3\t4\n")
    var reader = try DataSource.open(path).readRatings(at: now)
    _ = try reader.next()
    #expect(reader.share == 0.5)
    while try reader.next() != nil {}
    #expect(reader.share == 1)
  }

  private func read(rating text: String) throws -> [ParsedRow<RatingRow>] {
    try ratings(DataSource.open(folder.write("r.csv", "userId,movieId,rating,timestamp\n1,2,\(text),3\n")))
  }
}

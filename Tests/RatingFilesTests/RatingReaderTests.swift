import Domain
import Testing

@testable import RatingFiles

struct RatingReaderTests {
  private let folder = Folder()

  @Test func `ratings of every layout are read alike`() throws {
    let expected = [try rating(196, 242, 3, at: 881_250_949), try rating(-1, 0, 4, at: 0)]
    let files = [
      folder.write(
        "a.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\n-1\t0\t4\t0\n"),
      folder.write("u.data", "196\t242\t3\t881250949\n-1\t0\t4\t0\n"),
      folder.write("ratings.dat", "196::242::3::881250949\n-1::0::4::0\n"),
      folder.write("ratings.csv", "userId,movieId,rating,timestamp\n196,242,3.0,881250949\n-1,0,4.0,0\n"),
    ]
    for file in files { #expect(try ratings(DataSource.open(file)) == expected) }
  }

  @Test func `columns are found by their names, in any order`() throws {
    let path = folder.write(
      "a.inter", "timestamp:float\tweight:float\trating:float\titem_id:token\tuser_id:token\n7\t0.5\t2\t30\t4\n")
    #expect(try ratings(DataSource.open(path)) == [rating(4, 30, 2, at: 7)])
  }

  @Test(arguments: [
    ("0.5", 0.5), ("5", 5), ("5.0", 5), ("3.50", 3.5), (".5", 0.5), ("1.", 1),
  ])
  func `half stars are read`(text: String, stars: Double) throws {
    #expect(try read(rating: text).first == rating(1, 2, stars, at: 3))
  }

  @Test(arguments: ["0", "5.5", "6", "3.7", "-3", "three", "3.5x", "", "1e0", "99999999999999999999", "."])
  func `a rating that is none is rejected, and told`(text: String) throws {
    let reason = text.isEmpty ? "there is no rating" : "'\(text)' is no rating"
    let remark = Remark(file: folder.path + "/r.csv", line: 2, reason: reason)
    #expect(try read(rating: text) == [.rejected(remark)])
  }

  @Test func `bad rows are rejected one by one, with their lines`() throws {
    let path = folder.write(
      "u.data",
      "1\t2\t3\t4\n\nx\t2\t3\t4\n1\t\t3\t4\n1\t2\n1\t2\t3\tsoon\n1\t2\t3\t-4\n9223372036854775808\t2\t3\t4\n5\t6\t1\t7")
    let rows = try ratings(DataSource.open(path))
    #expect(rows.first == (try rating(1, 2, 3, at: 4)))
    #expect(rows.last == (try rating(5, 6, 1, at: 7)))
    #expect(
      rows.compactMap(\.reason) == [
        "'x' is no user", "there is no film", "there is no rating", "'soon' is no timestamp", "'-4' is no timestamp",
        "'9223372036854775808' is no user",
      ])
    guard case .rejected(let remark) = rows[1] else { throw RatingFileError.unknownLayout(file: path) }
    #expect(remark.description == "\(path):3: 'x' is no user")
  }

  @Test(arguments: [
    ("881250949", 881_250_949), ("881250949.0", 881_250_949), ("8.81250949E8", 881_250_949),
    ("253402300799", 253_402_300_799),
  ])
  func `times are read in the ways that tools write them`(text: String, seconds: Int64) throws {
    let path = folder.write("r.csv", "userId,movieId,rating,timestamp\n1,2,3,\(text)\n")
    #expect(try ratings(DataSource.open(path)) == [rating(1, 2, 3, at: seconds)])
  }

  @Test(arguments: ["253402300800", "1.5", "1e30", "nan", "inf", "0x10"])
  func `a time that is none, or beyond the year 9999, is rejected`(text: String) throws {
    let path = folder.write("r.csv", "userId,movieId,rating,timestamp\n1,2,3,\(text)\n")
    #expect(try ratings(DataSource.open(path)).map(\.reason) == ["'\(text)' is no timestamp"])
  }

  @Test func `a file without times has the epoch`() throws {
    let path = folder.write("r.csv", "userId,movieId,rating\n1,2,3\n")
    #expect(try ratings(DataSource.open(path)) == [rating(1, 2, 3, at: 0)])
  }

  @Test func `the share that is read ends at one`() throws {
    let path = folder.write("u.data", "1\t2\t3\t4\n1\t3\t3\t4\n")
    var reader = try DataSource.open(path).readRatings()
    _ = try reader.next()
    #expect(reader.share == 0.5)
    while try reader.next() != nil {}
    #expect(reader.share == 1)
  }

  private func read(rating text: String) throws -> [Row<RatingRow>] {
    try ratings(DataSource.open(folder.write("r.csv", "userId,movieId,rating,timestamp\n1,2,\(text),3\n")))
  }
}

import Domain
import Testing

@testable import RatingFiles

struct RatingScaleTests {
  private let folder = RatingFolder()

  @Test(
    arguments: [
      (10, "10", 5), (10, "8", 4), (10, "1", 0.5), (10, "0", 0.5), (10, "7.4", 3.5), (100, "80", 4), (100, "77", 4),
      (1, "1", 5), (1, "0", 0.5), (5, "4.2", 4), (5, "4.25", 4.5), (5, "4.3", 4.5), (10, " 9 ", 4.5), (10, "9e0", 4.5),
    ] as [(Double, String, Double)])
  func `ratings on another scale are rounded to half stars`(best: Double, text: String, stars: Double) throws {
    #expect(try read([text], RatingScale(best: best, implied: nil)) == [stars])
  }

  @Test(arguments: ["11", "-1", "nan", "inf", "ten", ""])
  func `a rating that is not on the scale is rejected`(text: String) throws {
    #expect(try read([text], RatingScale(best: 10, implied: nil)) == [nil])
  }

  @Test func `a file without ratings is refused unless a rating is implied for every row`() throws {
    let files = [
      folder.write("r.csv", "userId,movieId,timestamp\n1,2,3\n"),
      folder.write("a.inter", "user_id:token\titem_id:token\ttimestamp:float\n1\t2\t3\n"),
    ]
    for path in files {
      #expect(throws: RatingFileError.self) {
        _ = try DataSource.open(path).readRatings(at: now)
      }
      var reader = try DataSource.open(path).readRatings(RatingScale(best: nil, implied: Rating(stars: 5)), at: now)
      #expect(try reader.next() == rating(1, 2, 5, at: 3))
      #expect(reader.numbers.range == nil)
    }
    // Ratings in the file take precedence.
    #expect(try read(["2"], RatingScale(best: nil, implied: Rating(stars: 5))) == [2])
  }

  @Test func `the range of ratings is known, and how many are out of range or between half stars`() throws {
    let path = folder.write(
      "r.csv", "userId,movieId,rating\n1,2,7\n1,3,4\n1,4,x\n1,5,0\n1,6,-1\n1,7,3.7\n1,8,inf\n")
    var reader = try DataSource.open(path).readRatings(at: now)
    while try reader.next() != nil {}
    #expect(reader.numbers.range == -1...7)
    #expect(reader.numbers.outside == 2 && reader.numbers.between == 2)
  }

  /// The stars of each row; nil if it is rejected.
  private func read(_ texts: [String], _ scale: RatingScale) throws -> [Double?] {
    let rows = texts.map { "1,2,\($0),3\n" }.joined()
    var reader = try DataSource.open(folder.write("s.csv", "userId,movieId,rating,timestamp\n" + rows)).readRatings(
      scale, at: now)
    var stars: [Double?] = []
    while let row = try reader.next() { stars.append(row.value?.rating.stars) }
    return stars
  }
}

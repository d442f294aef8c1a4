import Domain
import Testing

@testable import RatingFiles

struct TimeValueTests {
  @Test(
    arguments: [
      ("881250949", 881_250_949_000_000, .seconds), ("881250949.0", 881_250_949_000_000, .seconds),
      ("8.81250949E8", 881_250_949_000_000, .seconds), ("0", 0, .seconds),
      ("253402300799", 253_402_300_799_000_000, .seconds),
      // In seconds this would be in the year 10000.
      ("253402300800", 253_402_300_800_000, .milliseconds), ("881250949123", 881_250_949_123_000, .milliseconds),
      ("1112486027000", 1_112_486_027_000_000, .milliseconds), ("1.112486027e12", 1_112_486_027_000_000, .milliseconds),
      ("1112486027000001", 1_112_486_027_000_001, .microseconds),
      ("1112486027000001999", 1_112_486_027_000_001, .nanoseconds),
      ("1112486027.5", 1_112_486_027_500_000, .seconds), ("1112486027.123456", 1_112_486_027_123_456, .seconds),
    ] as [(String, Int64, TimeValue.Form)])
  func `the unit of a count of time follows from its size`(text: String, microseconds: Int64, form: TimeValue.Form) {
    let value = TimeValue(Array(text.utf8)[...])
    #expect(value?.time.microseconds == microseconds && value?.form == form)
  }

  // 2005-04-02T23:53:47Z is 1112486027.
  @Test(
    arguments: [
      ("2005-04-02T23:53:47Z", 1_112_486_027_000_000), ("2005-04-02 23:53:47", 1_112_486_027_000_000),
      ("2005-04-02t23:53:47z", 1_112_486_027_000_000), (" 2005-04-02 23:53:47 UTC ", 1_112_486_027_000_000),
      ("2005-04-03T01:53:47+02:00", 1_112_486_027_000_000), ("2005-04-02T18:23:47-0530", 1_112_486_027_000_000),
      ("2005-04-03T01:53:47+02", 1_112_486_027_000_000), ("2005-04-02T23:53:47.5Z", 1_112_486_027_500_000),
      ("2005-04-02 23:53:47.1234567", 1_112_486_027_123_456), ("2005-04-02T23:53", 1_112_485_980_000_000),
      ("2005-04-02", 1_112_400_000_000_000), ("1970-01-01", 0), ("20050402", 1_112_400_000_000_000),
      ("2005-04-02 23:53:47 +0000", 1_112_486_027_000_000),
    ] as [(String, Int64)])
  func `ISO 8601 dates and times are read, in UTC unless they have an offset`(text: String, microseconds: Int64) {
    let value = TimeValue(Array(text.utf8)[...])
    #expect(value?.time.microseconds == microseconds && value?.form == .iso8601)
  }

  @Test(arguments: [
    "", " ", "-1", "1.5", "1e30", "1e-1", "nan", "inf", "0x10", "soon", "9223372036854775808", "2005-02-30",
    "2005-13-01", "05-04-02", "04/02/2005", "2005-04-02T", "2005-04-02T24:00:00", "2005-04-02T23:60",
    "2005-04-02T23:53:60", "2005-04-02T23:53:47.", "2005-04-02T23:53:47+", "2005-04-02T23:53:47+2", "2005-04-02x",
    "2005-04-02T23:53:47Zx", "1112486027.", "1112486027.5x",
    "2005-04-02 23:53:47 x", "1969-12-31", "1969-12-31T23:59:59Z", "２００５-04-02", "0000-00-00", "0000-00-00 00:00:00",
  ])
  func `any other text is not a time`(text: String) { #expect(TimeValue(Array(text.utf8)[...]) == nil) }

  @Test(arguments: [
    ("1795694400", true), ("1795694401", false), ("2026-11-26T12:00:00Z", true), ("2026-11-26T12:00:00.001Z", false),
    ("1795694400000", true), ("4102444800", false), ("2100-01-01", false), ("253402300799", false),
  ])
  func `a time is accepted up to a day from now`(text: String, isTaken: Bool) throws {
    let folder = RatingFolder()
    let file = folder.write("r.csv", "userId,movieId,rating,timestamp\n1,2,3,\(text)\n")
    let expected = isTaken ? nil : "the time lies in the future"
    #expect(try ratings(DataSource.open(file)).map(\.reason) == [expected])
  }

  @Test func `remarks name the forms of times, except for seconds`() throws {
    let folder = RatingFolder()
    let rows = ["1112486027", "1112486027000", "1112486028000", "2005-04-02"].map { "1,2,3,\($0)\n" }.joined()
    var reader = try DataSource.open(folder.write("r.csv", "userId,movieId,rating,timestamp\n" + rows)).readRatings(
      at: now)
    while try reader.next() != nil {}
    #expect(
      reader.remarks == [
        "2 times were read as milliseconds since 1970",
        "1 times were read as dates in ISO 8601, in UTC unless they say otherwise",
      ])
  }
}

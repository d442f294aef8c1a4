import Domain
import Testing

struct TimeTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_795_428_930, "2026-11-23T10:15:30Z"),
    (-1, "1969-12-31T23:59:59Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
  ])
  func `a timestamp is written as in RFC 3339`(seconds: Int64, text: String) {
    #expect(Timestamp(seconds: seconds).rfc3339 == text)
  }

  @Test func `the seconds of a timestamp are rounded down, even before 1970`() {
    #expect(Timestamp(microseconds: 1_999_999).seconds == 1)
    #expect(Timestamp(microseconds: -1).seconds == -1)
    #expect(Timestamp(microseconds: -1_000_000).seconds == -1)
  }

  @Test func `a date and a time of day make a timestamp`() throws {
    let date = try #require(CalendarDate(year: 2026, month: 11, day: 23))
    #expect(Timestamp(date, hour: 10, minute: 15, second: 30).seconds == 1_795_428_930)
  }

  @Test(arguments: ["1995-01-01", "2000-02-29", "0001-12-31"])
  func `an ISO date is read and written back unchanged`(text: String) {
    #expect(CalendarDate(iso: text)?.iso == text)
  }

  @Test(arguments: ["1995-02-29", "1995-13-01", "1995-00-01", "95-01-01", "1995-1-1", "1995-01-01 ", "", "٠٠٠١-٠١-٠١"])
  func `a text that is not an ISO date is refused`(text: String) {
    #expect(CalendarDate(iso: text) == nil)
  }

  @Test func `the date format of the original client has a month name`() {
    #expect(CalendarDate(iso: "1995-01-01")?.withMonthName == "1995-Jan-01")
    #expect(CalendarDate(iso: "1997-12-25")?.withMonthName == "1997-Dec-25")
  }
}

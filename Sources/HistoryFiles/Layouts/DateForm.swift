import Domain
import RatingFiles

/// How the dates of a file are written, unless they are in one of the unambiguous forms (`TimeValue`).
///
/// Netflix writes dates in the style of the account's country. A spreadsheet that has saved the file again uses its own
/// locale. A single number above 12 shows which one is the month.
enum DateForm {
  case monthFirst, dayFirst

  private static let columns = ["date", "watcheddate", "daterated", "created"]
  /// Rows to look at. They are roughly in order of time, so this many cover more than twelve days.
  private static let tellingRows = 2_000

  /// Inferred from the rows of a table. If they are ambiguous, the day comes first if semicolons separate the fields:
  /// locales that use these in spreadsheets put the day first.
  static func ofTable(_ bytes: [UInt8]) throws(HistoryFileError) -> DateForm {
    var table = try HistoryTable(bytes)
    let columns = columns.filter { table.has($0) }
    var rows = 0
    while rows < tellingRows, let record = try table.next() {
      rows += 1
      guard record == .fields else { continue }
      for column in columns {
        let text = table.text(column)
        guard let numbers = numbers(text), numbers[0] <= 31 else { continue }
        // If dots separate the numbers, the day comes first.
        if numbers[0] > 12 || text.contains(".") { return .dayFirst }
        if numbers[1] > 12 { return .monthFirst }
      }
    }
    return table.separator == .semicolon ? .dayFirst : .monthFirst
  }

  /// `1/31/24`, `31/01/2024`, `31. 1. 24` or `2024/1/31`, perhaps with a time of day, which is ignored; nil for
  /// anything else, and for a day before 1970.
  func time(_ text: String) -> Timestamp? { date(text).map { Timestamp($0) } ?? Self.longTime(text) }

  private func date(_ text: String) -> CalendarDate? {
    guard let numbers = Self.numbers(text) else { return nil }
    // The year is the last number or the first.
    if numbers[0] >= 1970 { return CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2]) }
    let year = numbers[2] < 100 ? 2_000 + numbers[2] : numbers[2]
    guard year >= 1970 else { return nil }
    return switch self {
    case .monthFirst: CalendarDate(year: year, month: numbers[0], day: numbers[1])
    case .dayFirst: CalendarDate(year: year, month: numbers[1], day: numbers[0])
    }
  }

  private static func numbers(_ text: String) -> [Int]? {
    let day = text.split(separator: " ").filter { !$0.contains(":") }.joined()
    let parts = day.split { "/.-".contains($0) }
    let numbers = parts.compactMap { $0.count <= 4 ? Int($0) : nil }
    return parts.count == 3 && numbers.count == 3 ? numbers : nil
  }

  /// The form of C's `asctime`, in older exports of IMDb: `Sat Mar 14 00:00:00 2015`.
  private static func longTime(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ")
    guard parts.count == 5, let month = CalendarDate.monthNames.firstIndex(of: String(parts[1])),
      let day = Int(parts[2]), let year = Int(parts[4]), year >= 1970
    else { return nil }
    return CalendarDate(year: year, month: month + 1, day: day).map { Timestamp($0) }
  }
}

import RatingFiles
import Stores

/// Reads the rows of one file and reports what became of them.
struct ImportReport {
  private let kind: String
  private let file: String
  private var outcome = ImportOutcome()
  private var rejections: [String: Rejections] = [:]
  /// The reasons counted under `otherReasons` that already have an example.
  private var others: Set<String> = []
  private var mended: [Remark] = []
  private var mendedCount = 0
  private var remarks: [String] = []
  private var rows = 0

  /// The rejections for one reason: how many, and the first few examples.
  private struct Rejections {
    var count = 0
    var examples: [String] = []
  }

  private static let maximumReasons = 20
  private static let maximumExamples = 3
  private static let otherReasons = "other reasons, an example of each"
  private static let maximumOthers = 50
  private static let maximumMended = 20
  /// A larger share of rejected rows indicates the wrong file rather than bad rows.
  private static let conspicuousPercent = 5

  /// - Parameter kind: what the rows are, in the plural, for example `ratings`.
  init(_ kind: String, of file: String) {
    self.kind = kind
    self.file = file
  }

  mutating func remark(_ text: String) { remarks.append(text) }

  /// Passes all rows from `next` to `add` in chunks, and reports progress.
  /// - Parameter next: returns the next row and its line.
  mutating func read<Value>(
    _ next: () throws -> (ParsedRow<Value>?, line: Int), add: ([Value]) throws -> ImportOutcome
  ) throws {
    var chunk: [Value] = []
    var lines: [Int] = []
    while case (let row?, let line) = try next() {
      switch row {
      case .accepted(let value):
        chunk.append(value)
        lines.append(line)
      case .mended(let value, let remark):
        chunk.append(value)
        lines.append(line)
        mendedCount += 1
        if mended.count < Self.maximumMended { mended.append(remark) }
      case .rejected(let remark): reject(remark.reason, example: remark.withRow)
      }
      rows += 1
      if chunk.count == Imports.chunk { try flush(&chunk, &lines, add) }
      if rows.isMultiple(of: 100_000) { say("  \(rows) \(kind) …") }
    }
    try flush(&chunk, &lines, add)
  }

  private mutating func flush<Value>(
    _ chunk: inout [Value], _ lines: inout [Int], _ add: ([Value]) throws -> ImportOutcome
  ) throws {
    guard !chunk.isEmpty else { return }
    let added = try add(chunk)
    for rejection in added.rejected {
      reject(rejection.reason, example: "\(file):\(lines[rejection.row])")
    }
    outcome += added
    outcome.rejected = []
    chunk.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
  }

  private mutating func reject(_ reason: String, example: String) {
    // Some reasons contain values of the row, so there can be many. Beyond a limit they are counted together.
    let isOther = rejections[reason] == nil && rejections.count >= Self.maximumReasons
    var found = rejections[isOther ? Self.otherReasons : reason] ?? Rejections()
    found.count += 1
    if isOther {
      if others.count < Self.maximumOthers, others.insert(reason).inserted {
        found.examples.append(example.contains(reason) ? example : "\(example): \(reason)")
      }
    } else if found.examples.count < Self.maximumExamples {
      found.examples.append(example)
    }
    rejections[isOther ? Self.otherReasons : reason] = found
  }

  /// Prints the report. Throws if no row was imported, and warns if many were rejected.
  func finish() throws {
    print(text)
    guard outcome.added + outcome.changed + outcome.unchanged > 0 else {
      throw NothingImported(kind: kind, file: file)
    }
    if rejectedCount * 100 > rows * Self.conspicuousPercent {
      say(
        "marquee-ctl: \(rejectedCount) of \(rows) \(kind) were rejected, the rest imported: is \(file) the right file?"
      )
    }
  }

  private var rejectedCount: Int { rejections.values.reduce(0) { $0 + $1.count } }

  /// A summary of a few lines for people.
  private var text: String {
    var lines = [
      "\(kind): \(outcome.added) added, \(outcome.changed) changed, \(outcome.unchanged) already there, "
        + "\(rejectedCount) rejected"
    ]
    for (reason, found) in rejections.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
      lines.append("  rejected \(found.count): \(reason)")
      lines += found.examples.map { "    \($0)" }
    }
    lines += mended.map { "  corrected \($0)" }
    if mendedCount > mended.count { lines.append("  corrected \(mendedCount - mended.count) more") }
    lines += remarks.map { "  \($0)" }
    return lines.joined(separator: "\n")
  }
}

struct NothingImported: Error, CustomStringConvertible {
  let kind: String
  let file: String
  var description: String { "no \(kind) could be imported from \(file): is this the right data?" }
}

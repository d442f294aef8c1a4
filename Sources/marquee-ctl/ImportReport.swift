import RatingFiles
import Stores

/// What became of the rows of one file.
struct ImportReport {
  private let kind: String
  private var outcome = ImportOutcome()
  /// Reasons with how often each came and where first.
  private var rejections: [String: (count: Int, example: String?)] = [:]
  private var mended: [Remark] = []
  private var remarks: [String] = []
  private var rows = 0

  /// - Parameter kind: what the rows are, in the plural.
  init(_ kind: String) { self.kind = kind }

  /// Rows that are in the database now.
  var taken: Int { outcome.added + outcome.changed + outcome.unchanged }

  mutating func remark(_ text: String) { remarks.append(text) }

  /// Hands all rows that `next` gives to `add`, a chunk at a time, and says how far it is.
  mutating func read<Value>(
    _ next: () throws -> Row<Value>?, add: ([Value]) throws -> ImportOutcome
  ) throws {
    var chunk: [Value] = []
    while let row = try next() {
      switch row {
      case .accepted(let value): chunk.append(value)
      case .mended(let value, let remark):
        chunk.append(value)
        mended.append(remark)
      case .rejected(let remark): reject(remark.reason, example: "\(remark.file):\(remark.line)")
      }
      rows += 1
      if chunk.count == Imports.chunk { try flush(&chunk, add) }
      if rows.isMultiple(of: 100_000) { say("  \(rows) \(kind) …") }
    }
    try flush(&chunk, add)
  }

  private mutating func flush<Value>(_ chunk: inout [Value], _ add: ([Value]) throws -> ImportOutcome) throws {
    guard !chunk.isEmpty else { return }
    let added = try add(chunk)
    for reason in added.rejected { reject(reason, example: nil) }
    outcome += added
    outcome.rejected = []
    chunk.removeAll(keepingCapacity: true)
  }

  private mutating func reject(_ reason: String, example: String?) {
    // Reasons that quote a value are many; they are listed up to a bound and counted all the same.
    let key = rejections[reason] != nil || rejections.count < Self.maximumReasons ? reason : "other reasons"
    rejections[key, default: (0, example)].count += 1
  }

  private static let maximumReasons = 20
  private static let maximumMended = 20

  /// For a person, a few lines.
  var text: String {
    let rejected = rejections.values.reduce(0) { $0 + $1.count }
    var lines = [
      "\(kind): \(outcome.added) added, \(outcome.changed) changed, \(outcome.unchanged) already there, "
        + "\(rejected) rejected"
    ]
    for (reason, rejection) in rejections.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
      let place = rejection.example.map { ", first at \($0)" } ?? ""
      lines.append("  rejected \(rejection.count): \(reason)\(place)")
    }
    lines += mended.prefix(Self.maximumMended).map { "  mended \($0)" }
    if mended.count > Self.maximumMended { lines.append("  mended \(mended.count - Self.maximumMended) more") }
    lines += remarks.map { "  \($0)" }
    return lines.joined(separator: "\n")
  }
}

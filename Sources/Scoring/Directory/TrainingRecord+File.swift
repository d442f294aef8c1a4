import Domain
import JSON
import System

/// The file is one JSON object:
///
///     {"started_at": 1795514130, "ended_at": 1795514190, "fault": null, "data": "database", "rows": 100000,
///      "rejected": 1, "users": 943, "films": 1682, "positives": 55375,
///      "models": [{"model": "EASE", "outcome": "published", "version": "20261124T095530Z-1a2b3c4d", "reason": null,
///       "seconds": 12}]}
extension TrainingRecord {
  /// Reads the record of the last training of the models in `directory`; nil if there is none yet.
  package static func read(in directory: String) throws(Unreadable) -> TrainingRecord? {
    let path = "\(directory)/\(fileName)"
    let bytes: [UInt8]
    do { bytes = try File.bytes(at: path, limit: maximumSize) } catch {
      guard !error.isMissing else { return nil }
      throw Unreadable(description: "cannot read \(path): \(error.reason)")
    }
    guard let json = try? JSONParser.parse(bytes), let record = TrainingRecord(json) else {
      throw Unreadable(description: "\(path) is damaged: it is not a training record")
    }
    return record
  }

  /// A record that exists but cannot be read.
  package struct Unreadable: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// Replaces the record atomically, so that it is never read half written.
  /// - Returns: what went wrong; nil on success.
  package func write(in directory: String) -> String? {
    let temporary = "\(directory)/.\(Self.fileName).new"
    do {
      try File.write(encoded, to: temporary)
      try File.rename(temporary, to: "\(directory)/\(Self.fileName)")
      return nil
    } catch {
      File.remove(temporary)
      return "cannot write \(temporary): \(error.reason)"
    }
  }

  private static let maximumSize = 65_536
  /// Longer reasons are cut, so that every record stays below `maximumSize`.
  private static let maximumReason = 2_000

  /// The record as a JSON object.
  package var encoded: [UInt8] {
    JSONWriter.object { json in
      json.field("started_at", startedAt.seconds)
      json.field("ended_at", endedAt.seconds)
      json.field("fault", fault.map(Self.bounded))
      if let data {
        json.field("data", data.source)
        json.field("rows", data.rows)
        json.field("rejected", data.rejected)
        json.field("users", data.users)
        json.field("films", data.items)
        json.field("positives", data.positives)
      }
      json.field("models") { json in
        json.array { list in
          for model in models {
            list.object { json in
              json.field("model", model.model.rawValue)
              json.field("outcome", model.outcome.rawValue)
              json.field("version", model.version)
              json.field("reason", model.reason.map(Self.bounded))
              json.field("seconds", model.seconds)
            }
          }
        }
      }
    }
  }

  private static func bounded(_ text: String) -> String { String(text.prefix(maximumReason)) }

  /// Nil if `json` is not a training record. Unknown models and outcomes are left out.
  init?(_ json: JSONValue) {
    guard let started = json["started_at"]?.time, let ended = json["ended_at"]?.time else { return nil }
    startedAt = started
    endedAt = ended
    fault = json["fault"]?.text
    if let source = json["data"]?.text {
      func count(_ name: String) -> Int { json[name]?.wholeNumber.map { Int($0) } ?? 0 }
      data = DataRecord(
        source: source, rows: count("rows"), rejected: count("rejected"), users: count("users"), items: count("films"),
        positives: count("positives"))
    }
    guard case .array(let list)? = json["models"] else { return nil }
    models = list.compactMap { json in
      guard let name = json["model"]?.text.flatMap(ModelName.init(rawValue:)),
        let outcome = json["outcome"]?.text.flatMap(Outcome.init(rawValue:))
      else { return nil }
      return ModelRecord(
        name, outcome, version: json["version"]?.text, reason: json["reason"]?.text,
        seconds: json["seconds"]?.wholeNumber.flatMap { $0 >= 0 ? Int($0) : nil })
    }
  }
}

extension JSONValue {
  fileprivate subscript(name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }

  /// From seconds since 1970; nil if they are out of range.
  fileprivate var time: Timestamp? {
    wholeNumber.flatMap { seconds in
      let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
      return overflow ? nil : Timestamp(checking: microseconds)
    }
  }
}

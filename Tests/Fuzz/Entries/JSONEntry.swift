import Foundation
import JSON

extension FuzzEntry {
  /// Our parser and Foundation's must agree on every text, except where ours refuses more on purpose.
  static let json = FuzzEntry(
    "json",
    texts: [
      #"{"a":[1,-2.5e3,true,false,null,"x\u00e9\ud83d\ude00\n"],"b":{}}"#, "[0.1,1E400,-0,123456789012345678901]",
      #"{"a":1,"a":2}"#, #"["\ud800"]"#, "[[[[[[]]]]]]", " [\t\r\n] ", "tru", "\"\u{7F}é\u{301}\"", "-", "[1,]",
    ]
  ) { bytes in
    let other = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    do throws(JSONError) {
      let value = try JSONParser.parse(bytes)
      guard let other else { return "accepted, and refused by Foundation" }
      if !isEqual(value, other) { return "\(value) is \(other) to Foundation" }
      let again = try? JSONSerialization.jsonObject(with: Data(written(value)), options: .fragmentsAllowed)
      return again.map { isEqual(value, $0) } ?? false ? nil : "changed by writing: \(value)"
    } catch {
      if error.offset > bytes.count { return "the error is at byte \(error.offset) of \(bytes.count)" }
      return other == nil || stricter.contains(error.reason) || isOtherEncoding(bytes) || isAfterComma(error, bytes)
        ? nil : "refused (\(error)), and accepted by Foundation"
    }
  }

  /// RFC 8259 leaves these to the parser; ours refuses them.
  private static let stricter: [JSONError.Reason] = [
    .duplicateKey, .tooDeep, .numberTooLarge, .tooManyMarks, .loneSurrogate,
  ]

  /// Foundation takes a comma before the end of an array or an object.
  private static func isAfterComma(_ error: JSONError, _ bytes: [UInt8]) -> Bool {
    guard error.reason == .unexpectedByte, error.offset < bytes.count, [0x5D, 0x7D].contains(bytes[error.offset])
    else { return false }
    return bytes[..<error.offset].last { ![0x20, 0x0A, 0x0D, 0x09].contains($0) } == UInt8(ascii: ",")
  }

  /// Foundation also reads UTF-16, UTF-32 and a byte order mark.
  private static func isOtherEncoding(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(4).contains(0) || bytes.starts(with: [0xEF, 0xBB, 0xBF]) || bytes.starts(with: [0xFF, 0xFE])
      || bytes.starts(with: [0xFE, 0xFF])
  }

  private static func isEqual(_ value: JSONValue, _ other: Any) -> Bool {
    switch (value, other) {
    case (.null, is NSNull): true
    case (.string(let text), let other as String): Array(text.utf8) == Array(other.utf8)
    case (.array(let values), let others as [Any]):
      values.count == others.count && zip(values, others).allSatisfy { isEqual($0, $1) }
    case (.object(let members), let others as [String: Any]):
      members.count == others.count
        && members.allSatisfy { name, value in others[name].map { isEqual(value, $0) } ?? false }
    case (.bool(let value), let other as Bool): value == other
    case (.integer(let value), let other as NSNumber): value == other.int64Value
    // Foundation goes through a decimal number, and the last bits may be wrong: 0.890185567895678901.
    case (.real(let value), let other as NSNumber):
      (value - other.doubleValue).magnitude <= 1e-14 * value.magnitude
    default: false
    }
  }

  private static func written(_ value: JSONValue) -> [UInt8] {
    var json = JSONWriter()
    write(value, &json)
    return json.bytes
  }

  private static func write(_ value: JSONValue, _ json: inout JSONWriter) {
    switch value {
    case .null: json.null()
    case .bool(let value): json.bool(value)
    case .integer(let value): json.integer(value)
    case .real(let value): json.real(value)
    case .string(let text): json.string(text)
    case .array(let values): json.array { list in for value in values { write(value, &list) } }
    case .object(let members):
      json.object { object in
        for (name, value) in members { object.field(named: name) { write(value, &$0) } }
      }
    }
  }
}

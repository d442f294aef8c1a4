/// Writes a JSON text directly as bytes, 12 times as fast as `JSONEncoder` for fifty rows.
///
/// Commas are added automatically. Closures for objects must write fields, and closures for arrays must write elements.
package struct JSONWriter: ~Copyable {
  package private(set) var bytes: [UInt8] = []
  /// Whether the next field or element needs a comma before it.
  private var afterValue = false

  package init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

  /// The bytes of one object.
  package static func object(
    capacity: Int = 256, _ fields: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var writer = JSONWriter(capacity: capacity)
    writer.object(fields)
    return writer.bytes
  }

  package mutating func object(_ fields: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "{"))
    fields(&self)
    close(UInt8(ascii: "}"))
  }

  package mutating func array(_ elements: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "["))
    elements(&self)
    close(UInt8(ascii: "]"))
  }

  // The following write a text that is too long to keep in memory, in pieces, by code that may fail in between.

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }

  package mutating func beginArray(_ name: StaticString) { field(name) { $0.open(UInt8(ascii: "[")) } }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Removes and returns the bytes written since the last piece.
  package mutating func takePiece() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// Writes a field. `name` is written without escaping.
  package mutating func field(_ name: StaticString, _ value: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    afterValue = false
    value(&self)
  }

  package mutating func field(_ name: StaticString, _ value: String?) { field(name) { $0.string(value) } }
  package mutating func field(_ name: StaticString, _ value: Int64?) { field(name) { $0.integer(value) } }
  package mutating func field(_ name: StaticString, _ value: Int?) { field(name) { $0.integer(value.map(Int64.init)) } }
  package mutating func field(_ name: StaticString, _ value: Bool) { field(name) { $0.bool(value) } }
  package mutating func field(_ name: StaticString, _ value: Double?) { field(name) { $0.real(value) } }
  package mutating func field(_ name: StaticString, _ value: Float) { field(name) { $0.real(value) } }

  /// Writes a field whose name is data, and escapes the name.
  package mutating func field(named name: String, _ value: String) { field(named: name) { $0.string(value) } }

  package mutating func field(named name: String, _ value: (inout JSONWriter) -> Void) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    afterValue = false
    value(&self)
  }

  package mutating func null() { raw("null") }

  package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

  package mutating func integer(_ value: Int64?) {
    guard let value else { return null() }
    separate()
    appendDecimal(value)
    afterValue = true
  }

  /// Writes whole numbers without a fraction, and infinities and NaN, which JSON cannot express, as `null`.
  package mutating func real(_ value: Double?) {
    guard let value, value.isFinite else { return null() }
    if let whole = Int64(exactly: value), value.magnitude < 1e15 { return integer(whole) }
    text(value.description)
  }

  /// Writes the shortest digits that read back as the same single-precision number.
  package mutating func real(_ value: Float) {
    guard value.isFinite else { return null() }
    text(value.description)
  }

  package mutating func string(_ value: String?) {
    guard var value else { return null() }
    separate()
    bytes.append(UInt8(ascii: "\""))
    value.withUTF8 { appendEscaped($0) }
    bytes.append(UInt8(ascii: "\""))
    afterValue = true
  }

  /// Writes an already encoded JSON value.
  package mutating func encoded(_ value: [UInt8]) {
    separate()
    bytes += value
    afterValue = true
  }

  /// Writes already encoded members of an object: `"id":1,"title":"Heat"`.
  package mutating func members(_ members: ArraySlice<UInt8>) {
    separate()
    bytes += members
    afterValue = true
  }

  private mutating func separate() {
    if afterValue { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    afterValue = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    afterValue = true
  }

  private mutating func raw(_ value: StaticString) {
    separate()
    value.withUTF8Buffer { bytes.append(contentsOf: $0) }
    afterValue = true
  }

  private mutating func text(_ value: String) {
    separate()
    bytes += value.utf8
    afterValue = true
  }

  private mutating func appendDecimal(_ value: Int64) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Escapes quotation marks, reverse solidi and U+0000–U+001F (RFC 8259 §7). Runs between them are copied as a whole.
  private mutating func appendEscaped(_ content: UnsafeBufferPointer<UInt8>) {
    var run = 0
    for index in content.indices {
      let byte = content[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      bytes.append(contentsOf: content[run..<index])
      run = index + 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x08: bytes += Array(#"\b"#.utf8)
      case 0x09: bytes += Array(#"\t"#.utf8)
      case 0x0A: bytes += Array(#"\n"#.utf8)
      case 0x0C: bytes += Array(#"\f"#.utf8)
      case 0x0D: bytes += Array(#"\r"#.utf8)
      default:
        bytes += Array(#"\u00"#.utf8)
        bytes.append(Self.hexDigits[Int(byte >> 4)])
        bytes.append(Self.hexDigits[Int(byte & 15)])
      }
    }
    bytes.append(contentsOf: content[run...])
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}

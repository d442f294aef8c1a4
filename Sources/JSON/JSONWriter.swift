/// Writes a JSON text directly as bytes, 12 times as fast as `JSONEncoder` for fifty rows.
///
/// Commas are added automatically. Closures for objects must write fields, and closures for arrays must write elements.
package struct JSONWriter: ~Copyable {
  private var output: ByteBuffer
  /// Whether the next field or element needs a comma before it.
  private var afterValue = false

  package init(capacity: Int = 256) { output = ByteBuffer(capacity: capacity) }

  /// A copy of what has been written.
  package var bytes: [UInt8] { output.array }

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

  // From here to `takePiece`: methods to write a long text piece by piece. They take no closures, so that the code
  // between the calls may throw.

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }

  package mutating func beginArray(_ name: StaticString) { field(name) { $0.open(UInt8(ascii: "[")) } }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Removes and returns the bytes written since the last piece.
  package mutating func takePiece() -> [UInt8] {
    defer { output.removeAll() }
    return bytes
  }

  /// Writes a field. `name` is written without escaping.
  package mutating func field(_ name: StaticString, _ value: (inout JSONWriter) -> Void) {
    separate()
    output.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { output.append(contentsOf: $0) }
    output.append(UInt8(ascii: "\""))
    output.append(UInt8(ascii: ":"))
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
    output.append(UInt8(ascii: ":"))
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
    output.append(UInt8(ascii: "\""))
    value.withUTF8 { appendEscaped($0) }
    output.append(UInt8(ascii: "\""))
    afterValue = true
  }

  /// Writes a string of ASCII characters that need no escapes.
  /// - Parameters:
  ///   - size: the number of characters.
  ///   - write: must initialise all of them.
  package mutating func ascii(_ size: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    separate()
    output.append(UInt8(ascii: "\""))
    output.append(size, write)
    output.append(UInt8(ascii: "\""))
    afterValue = true
  }

  /// Writes an already encoded JSON value.
  package mutating func encoded(_ value: [UInt8]) {
    separate()
    append(value[...])
    afterValue = true
  }

  /// Writes already encoded members of an object: `"id":1,"title":"Heat"`.
  package mutating func members(_ members: ArraySlice<UInt8>) {
    separate()
    append(members)
    afterValue = true
  }

  private mutating func separate() {
    if afterValue { output.append(UInt8(ascii: ",")) }
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    output.append(bracket)
    afterValue = false
  }

  private mutating func close(_ bracket: UInt8) {
    output.append(bracket)
    afterValue = true
  }

  private mutating func raw(_ value: StaticString) {
    separate()
    value.withUTF8Buffer { output.append(contentsOf: $0) }
    afterValue = true
  }

  private mutating func text(_ value: String) {
    var value = value
    separate()
    value.withUTF8 { output.append(contentsOf: $0) }
    afterValue = true
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { output.append(contentsOf: $0) }
  }

  private mutating func appendDecimal(_ value: Int64) {
    // The longest number has 19 digits and a sign.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = digits.count
      func put(_ byte: UInt8) {
        start -= 1
        digits.initializeElement(at: start, to: byte)
      }
      var rest = value.magnitude
      repeat {
        put(UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
      } while rest > 0
      if value < 0 { put(UInt8(ascii: "-")) }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
    }
  }

  /// Escapes quotation marks, reverse solidi and U+0000–U+001F (RFC 8259 §7). Runs between them are copied as a whole.
  private mutating func appendEscaped(_ content: UnsafeBufferPointer<UInt8>) {
    var run = 0
    for index in content.indices {
      let byte = content[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: content[run..<index]))
      run = index + 1
      output.append(UInt8(ascii: "\\"))
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
      case 0x08: output.append(UInt8(ascii: "b"))
      case 0x09: output.append(UInt8(ascii: "t"))
      case 0x0A: output.append(UInt8(ascii: "n"))
      case 0x0C: output.append(UInt8(ascii: "f"))
      case 0x0D: output.append(UInt8(ascii: "r"))
      default: append([UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"), hex(byte >> 4), hex(byte & 15)])
      }
    }
    output.append(contentsOf: UnsafeBufferPointer(rebasing: content[run...]))
  }

  private func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10 }
}

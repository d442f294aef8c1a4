/// A strict parser for JSON texts (RFC 8259).
///
/// Where the RFC leaves a choice (§4, §8, §9), duplicate keys, lone surrogates, encodings other than UTF-8, a byte
/// order mark, numbers beyond a double and nesting deeper than `maximumDepth` are refused, and numbers with more digits
/// than a double holds are rounded. The caller limits the length of the text, the elements of its arrays and the
/// members of its objects.
package struct JSONParser {
  package static let maximumDepth = 64

  /// - Parameters:
  ///   - maximumElements: limit for all arrays of the text together.
  ///   - maximumNames: limit for all objects of the text together. Each name is hashed, which for names beyond ASCII is
  ///     the slowest step of all.
  package static func parse(
    _ bytes: [UInt8], maximumElements: Int = .max, maximumNames: Int = .max
  ) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes, elements: maximumElements, names: maximumNames)
    parser.skipWhitespace()
    let value = try parser.value(depth: 0)
    parser.skipWhitespace()
    guard parser.position == bytes.count else { throw parser.error(.trailingBytes) }
    return value
  }

  private let bytes: [UInt8]
  private var position = 0
  /// How many more array elements and member names are accepted.
  private var elementsLeft: Int
  private var namesLeft: Int

  private init(_ bytes: [UInt8], elements: Int, names: Int) {
    self.bytes = bytes
    (elementsLeft, namesLeft) = (elements, names)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func error(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
    JSONError(reason: reason, offset: offset ?? position)
  }

  private var unexpected: JSONError { error(current == nil ? .unexpectedEnd : .unexpectedByte) }

  private mutating func skipWhitespace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// - Parameter byte: an ASCII scalar. Comparing a `Character` would take longer than parsing the rest of a number.
  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= Self.maximumDepth else { throw error(.tooDeep) }
    guard let byte = current else { throw unexpected }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw unexpected
    }
  }

  private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let matches = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    guard matches else { throw error(.unexpectedByte) }
    position += text.utf8CodeUnitCount
    return value
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipWhitespace()
    if take("]") { return .array(elements) }
    while true {
      skipWhitespace()
      guard elementsLeft > 0 else { throw error(.tooManyElements) }
      elementsLeft -= 1
      elements.append(try value(depth: depth + 1))
      skipWhitespace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw unexpected }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var members: [String: JSONValue] = [:]
    skipWhitespace()
    if take("}") { return .object(members) }
    while true {
      skipWhitespace()
      let keyOffset = position
      guard current == UInt8(ascii: "\"") else { throw unexpected }
      let key = try string()
      namesLeft -= 1
      guard namesLeft >= 0 else { throw error(.tooManyNames, at: keyOffset) }
      skipWhitespace()
      guard take(":") else { throw unexpected }
      skipWhitespace()
      guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
        throw error(.duplicateKey, at: keyOffset)
      }
      skipWhitespace()
      if take("}") { return .object(members) }
      guard take(",") else { throw unexpected }
    }
  }
}

extension JSONParser {
  /// Parses a number (RFC 8259 §6). Only numbers that are not 64-bit integers go through `Double`.
  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    _ = take("-")
    let firstDigit = position
    skipDigits()
    guard position > firstDigit, bytes[firstDigit] != UInt8(ascii: "0") || position == firstDigit + 1 else {
      throw error(.invalidNumber, at: start)
    }
    var isInteger = true
    if take(".") { try fraction(from: start, &isInteger) }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try fraction(from: start, &isInteger)
    }
    if isInteger, position - start <= Self.surelyInteger { return .integer(shortInteger(from: start)) }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int64(text) { return .integer(integer) }
    guard let real = Double(text), real.isFinite else { throw error(.numberTooLarge, at: start) }
    return .real(real)
  }

  /// The number of characters up to which every integer fits 64 bits.
  private static let surelyInteger = 18

  /// The integer from `start` to here; most elements of long lists are integers. Ten times as fast as going through a
  /// `String`.
  private func shortInteger(from start: Int) -> Int64 {
    let isNegative = bytes[start] == UInt8(ascii: "-")
    var magnitude: Int64 = 0
    for index in (isNegative ? start + 1 : start)..<position { magnitude = magnitude * 10 + Int64(bytes[index] - 0x30) }
    return isNegative ? -magnitude : magnitude
  }

  /// Skips the digits after a decimal point or exponent; there must be at least one.
  private mutating func fraction(from start: Int, _ isInteger: inout Bool) throws(JSONError) {
    isInteger = false
    let first = position
    skipDigits()
    guard position > first else { throw error(.invalidNumber, at: start) }
  }

  private mutating func skipDigits() {
    while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
  }
}

extension JSONParser {
  /// Parses a string (RFC 8259 §7). Runs without escapes are copied as a whole.
  private mutating func string() throws(JSONError) -> String {
    let start = position
    position += 1
    // Most strings are ASCII without escapes and need no further checks.
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), 0x20..<0x80 ~= byte {
      position += 1
    }
    if take("\"") { return String(decoding: bytes[start + 1..<position - 1], as: UTF8.self) }
    var content = Array(bytes[start + 1..<position])
    while true {
      let run = position
      while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
      content += bytes[run..<position]
      switch current {
      case nil: throw error(.unexpectedEnd)
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else { throw error(.invalidUTF8, at: start) }
        guard Self.isStreamSafe(text) else { throw error(.tooManyMarks, at: start) }
        return text
      case UInt8(ascii: "\\"):
        content += UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter
      default: throw error(.controlCharacter)
      }
    }
  }

  /// Whether `text` has at most 30 combining marks in a row (Stream-Safe Text Format, UAX #15 §13). To compare or hash
  /// a text, Swift sorts each run of marks in time quadratic in its length, which would take hours for a megabyte.
  private static func isStreamSafe(_ text: String) -> Bool {
    var run = 0
    for scalar in text.unicodeScalars {
      // There are no combining marks below U+0300.
      let isMark = scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
      run = isMark ? run + 1 : 0
      if run > 30 { return false }
    }
    return true
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = current else { throw error(.unexpectedEnd) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default: throw error(.invalidEscape, at: start)
    }
  }

  /// Parses `\uXXXX`, or two of these that form a surrogate pair.
  private mutating func unicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
    let high = try fourHexDigits(from: start)
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard (0xD800...0xDBFF).contains(high), take("\\"), take("u") else { throw error(.loneSurrogate, at: start) }
    let low = try fourHexDigits(from: start)
    guard (0xDC00...0xDFFF).contains(low) else { throw error(.loneSurrogate, at: start) }
    let code = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    guard let scalar = Unicode.Scalar(code) else { throw error(.loneSurrogate, at: start) }
    return scalar
  }

  private mutating func fourHexDigits(from start: Int) throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current else { throw error(.unexpectedEnd) }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw error(.invalidEscape, at: start)
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}

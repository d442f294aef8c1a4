/// Why bytes are not accepted as a JSON text, and at which byte (from 0).
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Reason: String, Sendable {
    case unexpectedEnd = "unexpected end of the text"
    case unexpectedByte = "unexpected character"
    case trailingBytes = "more text after the value"
    case invalidNumber = "not a valid JSON number"
    case numberTooLarge = "number too large for a double"
    case invalidEscape = "unknown escape in a string"
    case loneSurrogate = "unpaired surrogate in a string"
    case controlCharacter = "a control character in a string must be escaped"
    case invalidUTF8 = "not valid UTF-8"
    case tooManyMarks = "more than 30 combining marks in a row"
    case duplicateKey = "duplicate key in an object"
    case tooDeep = "nested too deeply"
    case tooManyNames = "too many members in objects"
    case tooManyElements = "too many elements in arrays"
  }

  package let reason: Reason
  package let offset: Int

  package init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  package var description: String { "\(reason.rawValue), at byte \(offset)" }
}

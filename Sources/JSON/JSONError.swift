/// Why bytes are not a JSON text that we take, and at which byte (from 0).
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Reason: String, Sendable {
    case unexpectedEnd = "the text ends too early"
    case unexpectedByte = "unexpected character"
    case trailingBytes = "more text after the value"
    case invalidNumber = "not a number as JSON writes it"
    case numberTooLarge = "a number too large for a double"
    case invalidEscape = "unknown escape in a string"
    case loneSurrogate = "half of a surrogate pair in a string"
    case controlCharacter = "a control character in a string must be escaped"
    case invalidUTF8 = "not valid UTF-8"
    case tooManyMarks = "more than 30 combining marks in a row"
    case duplicateKey = "the same key twice in one object"
    case tooDeep = "nested too deeply"
    case tooManyNames = "too many names in objects"
    case tooManyElements = "more elements in arrays than are taken here"
  }

  package let reason: Reason
  package let offset: Int

  package init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  package var description: String { "\(reason.rawValue), at byte \(offset)" }
}

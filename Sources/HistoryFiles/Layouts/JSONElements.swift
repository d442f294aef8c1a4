import JSON

/// The elements of a JSON array, one after the other, so that only one is in memory.
struct JSONElements {
  enum Element {
    case value(JSONValue)
    /// It has more than 64 KiB, or more members than any export has, or the parser refuses it.
    case refused
  }

  private let bytes: [UInt8]
  private var position: Int
  private var atEnd = false

  private static let largestElement = 1 << 16
  /// Maximum number of member names. Trakt writes about 60 if it exports all that it knows about a movie.
  private static let maximumNames = 200

  /// Nil if the text is not an array.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "[") else { return nil }
    position += 1
    skipSpace()
    if position < bytes.count, bytes[position] == UInt8(ascii: "]") { endArray() }
  }

  /// Throws `invalidJSON`, also if anything follows the array.
  mutating func next() throws(HistoryFileError) -> Element? {
    if atEnd {
      guard position == bytes.count else { throw invalid(.trailingBytes, at: position) }
      return nil
    }
    let element = try elementRange()
    if bytes[position] == UInt8(ascii: ",") { position += 1 } else { endArray() }
    guard element.count <= Self.largestElement else { return .refused }
    do throws(JSONError) {
      return .value(try JSONParser.parse(Array(bytes[element]), maximumNames: Self.maximumNames))
    } catch {
      switch error.reason {
      case .tooManyNames, .tooManyMarks, .tooDeep, .numberTooLarge, .loneSurrogate, .duplicateKey: return .refused
      default: throw invalid(error.reason, at: element.lowerBound + error.offset)
      }
    }
  }

  /// The bytes up to the comma or bracket after the element. The parser checks them.
  private mutating func elementRange() throws(HistoryFileError) -> Range<Int> {
    let start = position
    var (depth, isText) = (0, false)
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""): isText.toggle()
      case UInt8(ascii: "\\") where isText: position += 1
      case UInt8(ascii: ",") where !isText && depth == 0: return start..<position
      case UInt8(ascii: "]") where !isText && depth == 0: return start..<position
      case UInt8(ascii: "["), UInt8(ascii: "{"): if !isText { depth += 1 }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): if !isText { depth -= 1 }
      default: break
      }
      position += 1
    }
    throw invalid(.unexpectedEnd, at: bytes.count)
  }

  private mutating func endArray() {
    position += 1
    atEnd = true
    skipSpace()
  }

  private mutating func skipSpace() { while position < bytes.count, isSpace(bytes[position]) { position += 1 } }

  private func invalid(_ reason: JSONError.Reason, at offset: Int) -> HistoryFileError {
    .invalidJSON(reason: JSONError(reason: reason, offset: offset).description)
  }
}

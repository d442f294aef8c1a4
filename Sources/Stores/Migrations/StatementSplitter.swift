/// Splits an SQL file into its statements at semicolons outside quotes and comments. Comments are dropped.
///
/// Knows MariaDB's syntax: `-- `, `#` and `/* */` comments, texts in single and double quotes with `\` and doubled
/// quotes as escapes, names in backticks. `DELIMITER` is a command of the client and not supported.
package enum StatementSplitter {
  package static func statements(in text: String) -> [String] {
    var statements: [String] = []
    var current = ""
    var rest = Substring(text)
    while let character = rest.first {
      if let comment = comment(at: rest) {
        rest = rest.dropFirst(comment)
        current += " "
      } else if character == "'" || character == "\"" || character == "`" {
        let quoted = quoted(at: rest, by: character)
        current += quoted
        rest = rest.dropFirst(quoted.count)
      } else {
        rest.removeFirst()
        if character == ";" {
          append(current, to: &statements)
          current = ""
        } else {
          current.append(character)
        }
      }
    }
    append(current, to: &statements)
    return statements
  }

  private static func append(_ statement: String, to statements: inout [String]) {
    let lines = statement.split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }
    let text = lines.joined(separator: "\n").drop(while: \.isWhitespace)
    if !text.isEmpty { statements.append(String(text)) }
  }

  private static func trimmed(_ line: Substring) -> Substring {
    var line = line
    while line.last?.isWhitespace == true { line.removeLast() }
    return line.allSatisfy(\.isWhitespace) ? "" : line
  }

  /// The length of the comment that `text` begins with, in characters; nil if it begins with none.
  private static func comment(at text: Substring) -> Int? {
    if text.hasPrefix("#") || isDashComment(text) { return text.prefix { !$0.isNewline }.count }
    guard text.hasPrefix("/*"), !isExecutable(text) else { return nil }
    guard let end = text.dropFirst(2).firstRange(of: "*/") else { return text.count }
    return text.distance(from: text.startIndex, to: end.upperBound)
  }

  /// `/*! … */` and `/*M! … */` hold SQL that the server executes, from some version on.
  private static func isExecutable(_ text: Substring) -> Bool { text.hasPrefix("/*!") || text.hasPrefix("/*M!") }

  /// Two dashes and white space, as MariaDB requires: `5--1` is a subtraction.
  private static func isDashComment(_ text: Substring) -> Bool {
    text.hasPrefix("--") && (text.dropFirst(2).first?.isWhitespace ?? true)
  }

  /// The quoted text that `text` begins with, including the quotes; all of `text` if the quote is never closed.
  private static func quoted(at text: Substring, by quote: Character) -> Substring {
    var index = text.index(after: text.startIndex)
    while index < text.endIndex {
      let character = text[index]
      index = text.index(after: index)
      if character == "\\", quote != "`", index < text.endIndex {
        index = text.index(after: index)
      } else if character == quote {
        guard index < text.endIndex, text[index] == quote else { return text[..<index] }
        index = text.index(after: index)
      }
    }
    return text
  }
}

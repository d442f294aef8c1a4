/// Texts of several kinds that have broken other programs, modelled on the Big List of Naughty Strings and on Unicode's
/// reports on security (UTS #39) and bidirectional text (UAX #9).
package struct NaughtyString: Sendable, CustomStringConvertible {
  package let kind: String
  package let text: String
  /// Whether the text is a valid username: 3–32 visible characters, letters of one script, no `@`, no space at either
  /// end.
  package let isUsername: Bool

  package var description: String { "\(kind): \(text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined())" }

  package static let all: [NaughtyString] = {
    var kind = ""
    var strings: [NaughtyString] = []
    for line in table.split(separator: "\n") {
      guard line.hasPrefix("+|") || line.hasPrefix("-|") else {
        kind = String(line)
        continue
      }
      let text = decode(line.dropFirst(2).dropLast())
      strings.append(NaughtyString(kind: kind, text: text, isUsername: line.hasPrefix("+")))
    }
    return strings
  }()

  /// Invalid JSON strings, with their quotes: halves of surrogate pairs, and unknown escapes.
  package static let brokenJSON = [
    #""abc\ud800""#, #""abc\udfff""#, #""\ud83dabc""#, #""abc\ud83d\ud83d""#, #""abc\ude00\ud83d""#, #""abc\u12""#,
    #""abc\x41""#, #""abc\'""#, #""abc\0""#, "\"abc\u{1F}\"", "\"a\nb\"", "\"a\tb\"", "\"a\u{0}b\"",
  ]

  /// `⟨200B⟩` stands for a code point, `⟨33 × a⟩` for repeated text.
  private static func decode(_ text: Substring) -> String {
    var scalars = String.UnicodeScalarView()
    var rest = text
    while let open = rest.firstIndex(of: "⟨"), let close = rest.firstIndex(of: "⟩") {
      scalars.append(contentsOf: rest[..<open].unicodeScalars)
      let inside = rest[rest.index(after: open)..<close]
      if let times = inside.firstIndex(of: "×"), let count = Int(inside[..<times].dropLast()) {
        let unit = String(inside[times...].dropFirst(2))
        scalars.append(contentsOf: String(repeating: unit, count: count).unicodeScalars)
      } else {
        scalars.append(
          contentsOf: inside.split(separator: " ").compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) })
      }
      rest = rest[rest.index(after: close)...]
    }
    scalars.append(contentsOf: rest.unicodeScalars)
    return String(scalars)
  }

  private static let table = #"""
    reserved word
    +|undefined|
    +|undef|
    +|null|
    +|NULL|
    +|(null)|
    +|nil|
    +|true|
    +|None|
    +|hasOwnProperty|
    +|__proto__|
    +|constructor|
    +|CON|
    +|COM1|
    +|admin|
    +|root|
    +|localhost|
    -|\|
    -||
    number
    -|0|
    +|1.0|
    +|-1.00|
    +|1e100|
    +|0x7F|
    +|1/0|
    +|-9223372036854775808|
    +|18446744073709551616|
    +|NaN|
    +|Infinity|
    +|-Infinity|
    +|1,000,000.00|
    +|012345|
    +|１２３|
    +|٠١٢٣|
    +|½⅓¼|
    punctuation
    +|,./;'[]\-=|
    +|<>?:"{}|_+|
    -|!@#$%^&*()`~|
    +|"""|
    +|'''|
    +|\\\|
    +|\n\r\t|
    +|\u0041\x41|
    +|¡™£¢∞§¶•ªº–≠|
    script
    +|田中さん|
    +|パーティー|
    +|사회과학원|
    +|Мария|
    +|Ελλάδα|
    +|חדשות|
    +|اسمي|
    +|สวัสดี|
    +|नमस्ते|
    +|Ünïcödé|
    +|ÅÅÅ|
    +|ßẞſ|
    +|İıIi|
    +|ǅǆǄ|
    +|ﬁﬀﬂ|
    +|𝕋𝕙𝕖|
    +|𠜎𠜱𠝹|
    +|ⓐⓑⓒ|
    +|Ａｄｍｉｎ|
    -|аdmin|
    +|𓀀𓁐𓂸|
    combining
    +|e⟨301⟩te⟨301⟩|
    +|A⟨30A⟩ngstro⟨308⟩m|
    -|⟨1100 1161 11A8 1100 1161⟩|
    +|⟨1100 1161 11A8 1100 1161 1100 1161⟩|
    +|Z⟨300 301 302 303 304⟩a⟨305 306 307 308⟩|
    -|Z⟨33 × ́⟩|
    -|⟨301 301 301⟩|
    +|क्⟨0937⟩मा|
    +|ก⟨0E31 0E48⟩กก|
    -|a⟨34F⟩bc|
    emoji
    +|😀😃😄|
    +|🇫🇷🇩🇪|
    +|👍🏽👍🏿|
    -|👩‍👩‍👧‍👦|
    -|❤️‍🔥abc|
    -|1️⃣2️⃣|
    -|🏴⟨E0067 E0062 E0065 E006E E0067 E007F⟩|
    +|🫠🫡🫶|
    +|⚡⭐⛄|
    invisible
    -|abc⟨200B⟩d|
    -|abc⟨200C⟩d|
    -|abc⟨200D⟩d|
    -|⟨FEFF⟩abc|
    -|abc⟨2060⟩d|
    -|abc⟨AD⟩d|
    -|⟨3164 3164 3164⟩|
    -|⟨115F 1160⟩abc|
    -|⟨2800 2800 2800⟩|
    -|abc⟨180E⟩|
    -|abc⟨E0041⟩|
    -|abc⟨FE0F⟩|
    -|abc⟨2064⟩d|
    -|abc⟨206A⟩d|
    space
    -|   |
    -| abc|
    -|abc |
    +|a b c|
    +|a  b|
    -|a⟨A0⟩bc|
    -|a⟨3000⟩bc|
    -|a⟨2003⟩bc|
    -|a⟨2028⟩bc|
    -|a⟨2029⟩bc|
    -|a⟨85⟩bc|
    -|a⟨1680⟩bc|
    control
    -|a⟨0⟩bc|
    -|a⟨7⟩bc|
    -|a⟨8⟩bc|
    -|a⟨9⟩bc|
    -|a⟨A⟩bc|
    -|a⟨D A⟩bc|
    -|a⟨1B⟩[31mbc|
    -|a⟨7F⟩bc|
    -|a⟨9B⟩bc|
    bidirectional
    -|⟨202E⟩abc|
    -|abc⟨202A⟩d|
    -|abc⟨2066⟩d⟨2069⟩|
    -|abc⟨200F⟩d|
    -|abc⟨200E⟩d|
    -|abc⟨61C⟩d|
    -|abcאבג123|
    not a character
    -|abc⟨FFFE⟩|
    -|abc⟨FFFF⟩|
    -|abc⟨FDD0⟩|
    -|abc⟨10FFFF⟩|
    -|abc⟨E000⟩|
    -|abc⟨F8FF⟩|
    -|abc⟨378⟩|
    -|abc⟨FFF9⟩|
    +|abc⟨FFFD⟩|
    SQL
    -|' OR 1=1 -- |
    +|' OR 1=1 --|
    +|1;DROP TABLE users|
    +|'; EXEC xp_cmdshell('DIR');|
    +|" or ""="|
    +|%|_|*|
    +|%%%|
    +|___|
    +|admin'--|
    +|/*!40101 SELECT*/|
    +|x' AND SLEEP(1) AND '1|
    markup
    +|<script>alert(1)</script>|
    +|<img src=x onerror=alert(1)>|
    +|&lt;script&gt;|
    +|<!--#exec cmd="ls"-->|
    +|</title><svg/onload=1>|
    +|javascript:alert(1)|
    +|<![CDATA[x]]>|
    +|{{7*7}}|
    +|${7*7}|
    +|<%= 7*7 %>|
    format and shell
    +|%s%s%s%n|
    +|%d%x%p|
    +|{0}{1}|
    +|$HOME|
    +|`ls -al`|
    +|$(touch x)|
    +|; reboot;|
    +||cat|
    +|--help|
    +|-rf|
    +|=cmd|'/C calc'!A0|
    path
    +|../../../etc/passwd|
    +|..\..\windows|
    +|/etc/passwd|
    +|C:\CON\CON|
    +|....//....//|
    +|%2e%2e%2f|
    +|%00%0d%0a|
    +|file:///etc/passwd|
    header
    -|abc⟨D A⟩Set-Cookie: a=b|
    +|%0d%0aSet-Cookie:a=b|
    +|abc: def|
    length
    -|ab|
    +|abc|
    +|⟨32 × a⟩|
    -|⟨33 × a⟩|
    +|⟨32 × 😀⟩|
    -|⟨33 × 😀⟩|
    -|⟨5000 × é⟩|

    """#
}

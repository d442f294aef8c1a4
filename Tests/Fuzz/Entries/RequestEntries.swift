import Domain
import FastCGI
import Foundation
import HTTP

extension FuzzEntry {
  static let query = FuzzEntry(
    "query",
    texts: [
      "limit=5&cursor=1795428930000000.-5", "q=a+b%20c&q=x", "limit=-9223372036854775808", "%", "%zz=1", "a=%00", "&&=",
      "cursor=1.", "cursor=9223372036854775807.9223372036854775807", "q=%C3%A9%E2%82%AC", "q=%FF",
      "q=%A9%E2%83%AC",
    ]
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    var query = Query(Request(method: "GET", path: "/", query: text), allowed: ["limit", "cursor", "q"])
    if let limit = query.integer("limit", in: 1...500), !(1...500).contains(limit) { return "a limit of \(limit)" }
    if let field = query.string("cursor"), let cursor = MovieCursor(field), MovieCursor(cursor.text) != cursor {
      return "a cursor changes by writing: \(field)"
    }
    // Foundation puts U+FFFD in the place of what is no UTF-8, and lets NUL pass.
    let other = text.removingPercentEncoding.map { Array($0.utf8) }
    if let ours = PercentEncoding.decode(text) {
      return Array(ours.utf8) == other ? nil : "percent-encoding is read in another way than by Foundation"
    }
    let isInvalid = text.removingPercentEncoding.map { $0.unicodeScalars.contains { ["\0", "\u{FFFD}"].contains($0) } }
    return isInvalid ?? true ? nil : "percent-encoding is refused, and accepted by Foundation"
  }

  static let form = FuzzEntry(
    "form",
    texts: [
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nx\r\n--b\r\n"
        + "Content-Disposition: form-data; name=\"list\"\r\n\r\nwatched\r\n--b--\r\n",
      "--b--", "--b\r\n\r\n\r\n--b--", "--b\r\nContent-Disposition: form-data; name=\"é\\\"\r\n\r\n--b--",
    ]
  ) { bytes in
    let request = Request(method: "POST", path: "/", contentType: "multipart/form-data; boundary=b", body: bytes)
    let form = try? MultipartForm(request, allowed: ["list"], files: ["file"], maximumFile: 100)
    return form?.string("list").map { $0.utf8.count <= 1_024 } ?? true ? nil : "a text is longer than allowed"
  }

  /// Records of FastCGI. If the first byte is odd, the rest is a grammar: each three bytes make one record, whose
  /// length may be a lie.
  static let records = FuzzEntry(
    "records",
    [
      [0] + [1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0] + [1, 4, 0, 1, 0, 0, 0, 0] + [1, 5, 0, 1, 0, 0, 0, 0],
      [1, 0, 0, 0, 1, 40, 0, 2, 0, 0, 4, 5, 0, 4, 0, 0], [1, 0, 0, 0, 3, 0, 0, 5, 9, 9, 2, 0, 0],
      [0] + [1, 9, 0, 0, 0, 17, 7, 0] + [15, 0] + Array("FCGI_MPXS_CONNS".utf8) + [0, 0, 0, 0, 0, 0, 0],
    ]
  ) { bytes in
    let isGrammar = bytes.first.map { $0 & 1 == 1 } ?? false
    let stream = isGrammar ? recordStream(bytes.dropFirst()) : Array(bytes.dropFirst())
    let whole = reading(stream, piece: 60_000)
    for piece in [1, 7, 1_000] where reading(stream, piece: piece) != whole {
      return "the bytes mean something else in pieces of \(piece)"
    }
    return nil
  }

  private static func recordStream(_ script: ArraySlice<UInt8>) -> [UInt8] {
    var (script, stream) = (Array(script)[...], [UInt8]())
    while let kind = script.popFirst(), let length = script.popFirst(), let lie = script.popFirst() {
      let contents: [[UInt8]] = [
        [0, 1, 1, 0, 0, 0, 0, 0], [14, 3] + Array("REQUEST_METHODGET".utf8), [11, 2] + Array("REQUEST_URI/x".utf8),
        [14, 1] + Array("CONTENT_LENGTH3".utf8), [], Array("abc".utf8), [0x80, 0, 0, 200, 1], [14, 2, 0x43],
      ]
      let content = contents[Int(kind) % contents.count]
      let type: UInt8 = [1, 4, 4, 4, 4, 5, 5, 2][Int(length) % 8]
      let claimed = lie < 200 ? content.count : Int(lie - 200) * 300
      stream += [1, type, 0, lie % 3, UInt8(claimed >> 8), UInt8(claimed & 0xFF), length / 64, 0] + content
      stream += [UInt8](repeating: 0, count: Int(length / 64))
    }
    return stream
  }

  /// What a connection's bytes lead to, as text.
  private static func reading(_ stream: [UInt8], piece: Int) -> [String] {
    var (reader, events) = (RequestReader(maximumBody: 100, capacity: 16), [String]())
    let input = InputBuffer()
    var rest = stream[...]
    while !rest.isEmpty {
      input.append(Array(rest.prefix(piece)))
      rest = rest.dropFirst(piece)
      steps: while true {
        switch reader.next(input) {
        case .needsMore: break steps
        case .progress: continue
        case .answer(let bytes): events.append("\(bytes)")
        case .broken: return events + ["broken"]
        case .request:
          do throws(HTTPError) {
            let request = try reader.request()
            events.append("\(request.method) \(request.path) \(request.query) \(request.body)")
          } catch {
            events.append("\(error.code)")
          }
          reader.reset()
        }
      }
    }
    return events + [reader.isReading ? "reading" : "idle"]
  }
}

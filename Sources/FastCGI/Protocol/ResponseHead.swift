import HTTP

/// The header lines of a response in CGI form, with `Status` in place of a status line (RFC 3875 §6.3).
package enum ResponseHead {
  package static func append(_ response: Response, to bytes: inout [UInt8]) {
    append("Status: ", "\(response.status.rawValue) ", "\(response.status.reason)", to: &bytes)
    if response.status.hasBody {
      append("\r\nContent-Type: ", response.contentType, "", to: &bytes)
      if response.stream == nil { append("\r\nContent-Length: ", "\(response.body.count)", "", to: &bytes) }
    }
    for (name, value) in response.headers {
      bytes.append(contentsOf: "\r\n".utf8)
      append(name, ": ", value, to: &bytes)
    }
    bytes.append(contentsOf: "\r\n\r\n".utf8)
  }

  private static func append(_ first: String, _ second: String, _ third: String, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: first.utf8)
    bytes.append(contentsOf: second.utf8)
    bytes.append(contentsOf: third.utf8)
  }
}

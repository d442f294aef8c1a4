import HTTP

/// The header lines of an answer as the CGI specification has them: `Status` in place of a status line (RFC 3875 §6.3).
package enum ResponseHead {
  package static func text(of response: Response) -> String {
    var head = "Status: \(response.status.rawValue) \(response.status.reason)\r\n"
    if response.status.hasBody {
      head += "Content-Type: \(response.contentType)\r\n"
      if response.stream == nil { head += "Content-Length: \(response.body.count)\r\n" }
    }
    for (name, value) in response.headers { head += "\(name): \(value)\r\n" }
    return head + "\r\n"
  }
}

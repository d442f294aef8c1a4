/// The fields and files of a form, `multipart/form-data` (RFC 7578), checked against the names that the route allows.
///
/// The contents of a file are a slice of the body, not a copy.
package struct MultipartForm: Fields, Sendable {
  package struct File: Sendable {
    /// As the client names it; empty if it does not.
    package let name: String
    package let contents: ArraySlice<UInt8>
  }

  private var texts: [String: String] = [:]
  private var files: [String: File] = [:]
  package var faults: [HTTPError] = []

  private static let maximumParts = 16
  /// Maximum size of a part's headers, in bytes.
  private static let maximumHeaders = 4_096
  /// Maximum size of a field that is not a file, in bytes.
  private static let maximumText = 1_024

  /// Throws `MISSING_DATA` if there is no body, `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, and `INVALID_FIELD` if
  /// it is not such a form.
  /// - Parameters:
  ///   - allowed: the names of fields; any other is a fault.
  ///   - allowedFiles: the names of fields whose value is a file.
  ///   - maximumFile: bytes.
  package init(
    _ request: Request, allowed: Set<String>, files allowedFiles: Set<String>, maximumFile: Int
  ) throws(HTTPError) {
    try Query.expectNone(request)
    guard !request.body.isEmpty else { throw HTTPError(.missingData, "The request has no body.") }
    let boundary = try MediaType.boundary(of: request)
    guard let parts = Self.parts(of: request.body, boundary) else {
      throw HTTPError(.invalidField, "The body is not a valid multipart form.")
    }
    for part in parts {
      if allowedFiles.contains(part.name) {
        guard part.contents.count <= maximumFile else {
          throw HTTPError(.payloadTooLarge, "A file may have at most \(maximumFile) bytes.", field: part.name)
        }
        let file = File(name: part.fileName ?? "", contents: part.contents)
        if files.updateValue(file, forKey: part.name) != nil { refuse(Self.repeated(part.name)) }
      } else if !allowed.contains(part.name) {
        refuse(.unknownField(part.name, allowed: allowed.union(allowedFiles)))
      } else if part.contents.count > Self.maximumText {
        refuse(part.name, "is too long")
      } else if let text = String(validating: part.contents, as: UTF8.self) {
        if texts.updateValue(text, forKey: part.name) != nil { refuse(Self.repeated(part.name)) }
      } else {
        refuse(part.name, "must be in UTF-8")
      }
    }
  }

  /// The maximum size of a form with all its fields and one file of `maximumFile` bytes.
  package static func maximumBytes(file maximumFile: Int) -> Int { maximumFile + 64 << 10 }

  /// Nil if there is no such file.
  package func file(_ name: String) -> File? { files[name] }

  package func string(_ name: String) -> String? { texts[name] }

  package mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
    string(name) { (text) throws(HTTPError) in
      guard let number = Int64(text), range.contains(number) else {
        throw .invalid(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
  }

  package mutating func bool(_ name: String) -> Bool? {
    string(name) { (text) throws(HTTPError) in
      guard let flag = Bool(text) else { throw .invalid(name, "must be true or false") }
      return flag
    }
  }

  private static func repeated(_ name: String) -> HTTPError {
    HTTPError(.invalidField, "The form has '\(name)' twice.", details: name, field: name)
  }

  private struct Part {
    let name: String
    let fileName: String?
    let contents: ArraySlice<UInt8>
  }

  /// Nil if the body is malformed or has too many parts. Text before the first and after the last part is ignored (RFC
  /// 2046 §5.1.1).
  private static func parts(of body: [UInt8], _ boundary: String) -> [Part]? {
    let delimiter = Array("\r\n--\(boundary)".utf8)
    var parts: [Part] = []
    var rest = body[...]
    if rest.starts(with: delimiter.dropFirst(2)) {
      rest = rest.dropFirst(delimiter.count - 2)
    } else {
      guard let start = end(of: delimiter, in: rest) else { return nil }
      rest = rest[start...]
    }
    while true {
      if rest.starts(with: "--".utf8) { return parts }
      rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
      guard rest.starts(with: lineEnd), parts.count < maximumParts else { return nil }
      // A part without headers begins with the blank line that ends them.
      guard let contents = end(of: lineEnd + lineEnd, in: rest.prefix(maximumHeaders)),
        let next = end(of: delimiter, in: rest[(contents - 2)...]),
        let (name, fileName) = disposition(rest[..<contents])
      else { return nil }
      parts.append(
        Part(
          name: name, fileName: fileName, contents: rest[min(contents, next - delimiter.count)..<next - delimiter.count]
        ))
      rest = rest[next...]
    }
  }

  private static let lineEnd: [UInt8] = [0x0D, 0x0A]

  /// The position after the first occurrence of `pattern`, which begins with CR.
  private static func end(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    var rest = bytes
    while let start = rest.firstIndex(of: 0x0D) {
      rest = rest[start...]
      if rest.starts(with: pattern) { return start + pattern.count }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// The name and the file name in `Content-Disposition: form-data; name="file"; filename="ratings.csv"`; nil if a part
  /// has no name.
  private static func disposition(_ headers: ArraySlice<UInt8>) -> (name: String, fileName: String?)? {
    for line in String(decoding: headers, as: UTF8.self).split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else { continue }
      let (type, parameters) = HeaderParameters.parse(line[line.index(after: colon)...])
      guard type == "form-data", let name = parameters["name"] else { return nil }
      return (name, parameters["filename"])
    }
    return nil
  }
}

/// A record about the connection, not about a request: its request id is 0 (FastCGI 1.0, §4).
struct ManagementRecord {
  let type: UInt8
  let content: [UInt8]

  init(type: UInt8, content: some Sequence<UInt8>) {
    self.type = type
    self.content = Array(content)
  }

  /// The complete record that answers this one.
  /// - Parameter capacity: requests that the pool handles at once.
  func answer(capacity: Int) -> [UInt8] {
    guard type == Record.Kind.getValues.rawValue else {
      return Self.record(.unknownType, [type, 0, 0, 0, 0, 0, 0, 0])
    }
    let values = ["FCGI_MAX_CONNS": "\(capacity)", "FCGI_MAX_REQS": "\(capacity)", "FCGI_MPXS_CONNS": "0"]
    let known = names.compactMap { name in values[name].map { (name, $0) } }
    // Names and values are shorter than 128 bytes, so each length takes one byte (§3.4).
    let pairs = known.flatMap { name, value in
      [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array(name.utf8) + Array(value.utf8)
    }
    return Self.record(.getValuesResult, pairs)
  }

  /// The requested names, each once, up to the first malformed one.
  private var names: [String] {
    var (position, names): (Int, [String]) = (0, [])
    while let nameLength = RequestParameters.length(content, &position),
      let valueLength = RequestParameters.length(content, &position),
      nameLength <= content.count - position, valueLength <= content.count - position - nameLength
    {
      let name = String(decoding: content[position..<position + nameLength], as: UTF8.self)
      if !names.contains(name), names.count < 3 { names.append(name) }
      position += nameLength + valueLength
    }
    return names
  }

  private static func record(_ kind: Record.Kind, _ content: [UInt8]) -> [UInt8] {
    Record.header(kind, request: 0, length: content.count) + content
  }
}

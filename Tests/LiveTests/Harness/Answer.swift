/// What came back over HTTP.
struct Answer: Sendable {
  let status: Int
  /// In the order of the answer.
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  /// Every value of a header, whose name is compared without case.
  func all(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }

  subscript(_ name: String) -> String? { all(name).first }

  var json: JSON {
    get throws { try JSON(body) }
  }
}

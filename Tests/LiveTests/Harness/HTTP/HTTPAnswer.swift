/// An HTTP response.
struct HTTPAnswer: Sendable {
  let status: Int
  /// In the order received.
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  /// All values of the header `name`, whose case does not matter.
  func all(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }

  subscript(_ name: String) -> String? { all(name).first }

  var json: JSON {
    get throws { try JSON(body) }
  }
}

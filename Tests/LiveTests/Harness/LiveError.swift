/// Why a live test cannot go on: said in full, since it is read far from where it happened.
struct LiveError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The reason why a live test cannot continue, in full, since it is read far from where it was thrown.
struct LiveError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Pieces of bytes that lie one behind the other: an array of arrays, and one of strings, would take an allocation for
/// each, and half as much memory again.
struct PackedBytes: Sendable {
  private let bytes: [UInt8]
  /// Piece p goes from `starts[p]` up to and without `starts[p + 1]`.
  private let starts: [UInt32]

  /// - Parameter pieces: together at most 4 GiB.
  init(_ pieces: some Collection<some Collection<UInt8>>) {
    var bytes: [UInt8] = []
    var starts: [UInt32] = []
    bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
    starts.reserveCapacity(pieces.count + 1)
    starts.append(0)
    for piece in pieces {
      bytes.append(contentsOf: piece)
      starts.append(UInt32(bytes.count))
    }
    self.bytes = bytes
    self.starts = starts
  }

  var count: Int { starts.count - 1 }

  subscript(_ piece: Int) -> ArraySlice<UInt8> { bytes[Int(starts[piece])..<Int(starts[piece + 1])] }
}

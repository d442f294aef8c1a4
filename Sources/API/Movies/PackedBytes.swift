/// Pieces of bytes in one contiguous array. An array of arrays or strings would need an allocation for each piece, and
/// half as much memory on top.
struct PackedBytes: Sendable {
  let bytes: [UInt8]
  /// Piece p is `bytes[starts[p]..<starts[p + 1]]`.
  private let starts: [UInt32]

  /// - Parameter pieces: at most 4 GiB in all.
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

  /// Where a piece lies in `bytes`.
  func range(of piece: Int) -> Range<Int> { Int(starts[piece])..<Int(starts[piece + 1]) }

  subscript(_ piece: Int) -> ArraySlice<UInt8> { bytes[range(of: piece)] }
}

import CZlib

/// Decompression of raw DEFLATE (RFC 1951) by zlib, with a bound on the size of the output.
enum Inflate {
  enum Result: Equatable {
    case whole([UInt8])
    /// The output is longer than the limit.
    case beginning([UInt8])
    case damaged

    var bytes: [UInt8] {
      switch self {
      case .whole(let bytes), .beginning(let bytes): bytes
      case .damaged: []
      }
    }
  }

  /// - Parameter limit: bytes; nothing beyond is decompressed.
  static func inflate(_ compressed: ArraySlice<UInt8>, limit: Int) -> Result {
    var stream = z_stream()
    guard marquee_inflate_init_raw(&stream) == Z_OK else { return .damaged }
    defer { inflateEnd(&stream) }
    var bytes: [UInt8] = []
    return compressed.withUnsafeBufferPointer { input in
      // zlib takes a mutable pointer but writes nothing through it.
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = UInt32(input.count)
      while true {
        let room = min(step, limit - bytes.count)
        guard room > 0 else { return .beginning(bytes) }
        var status = Z_OK
        bytes += [UInt8](unsafeUninitializedCapacity: room) { part, count in
          stream.next_out = part.baseAddress
          stream.avail_out = UInt32(room)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          count = room - Int(stream.avail_out)
        }
        if status == Z_STREAM_END { return .whole(bytes) }
        // Without progress the stream is incomplete (Z_BUF_ERROR) or damaged.
        guard status == Z_OK else { return .damaged }
      }
    }
  }

  /// The checksum that ZIP archives have of each member (CRC-32).
  static func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(crc32(0, bytes, UInt32(bytes.count))) }

  private static let step = 1 << 16
}

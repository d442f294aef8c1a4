/// Yann Collet's 64-bit xxHash, as a stream. It is so fast that checking a model file costs about as much as reading
/// it. It detects damage, not forgery. Source: "xxHash fast digest algorithm", version 0.1.1, algorithm XXH64.
package struct XXH64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
  private static let stripe = 32

  private var lanes: SIMD4<UInt64>
  private let seed: UInt64
  private var length: UInt64 = 0
  /// The bytes after the last whole stripe; always fewer than 32.
  private var pending: [UInt8] = []

  package init(seed: UInt64 = 0) {
    self.seed = seed
    lanes = SIMD4(seed &+ Self.prime1 &+ Self.prime2, seed &+ Self.prime2, seed, seed &- Self.prime1)
    pending.reserveCapacity(Self.stripe)
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var offset = 0
    if !pending.isEmpty {
      offset = min(Self.stripe - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<offset])
      guard pending.count == Self.stripe else { return }
      pending.withUnsafeBytes { consume($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - offset) / Self.stripe * Self.stripe
    consume(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + whole]))
    pending.append(contentsOf: bytes[(offset + whole)...])
  }

  /// The hash of all bytes so far. More may follow.
  package func finish() -> UInt64 {
    var hash = seed &+ Self.prime5
    if length >= UInt64(Self.stripe) {
      hash = rotated(lanes.x, 1) &+ rotated(lanes.y, 7) &+ rotated(lanes.z, 12) &+ rotated(lanes.w, 18)
      for lane in 0..<4 { hash = (hash ^ Self.round(0, lanes[lane])) &* Self.prime1 &+ Self.prime4 }
    }
    hash &+= length
    pending.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        hash = rotated(hash ^ Self.round(0, word), 27) &* Self.prime1 &+ Self.prime4
        offset += 8
      }
      if offset + 4 <= bytes.count {
        let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        hash = rotated(hash ^ (UInt64(word) &* Self.prime1), 23) &* Self.prime2 &+ Self.prime3
        offset += 4
      }
      for byte in bytes[offset...] { hash = rotated(hash ^ (UInt64(byte) &* Self.prime5), 11) &* Self.prime1 }
    }
    hash = (hash ^ (hash >> 33)) &* Self.prime2
    hash = (hash ^ (hash >> 29)) &* Self.prime3
    return hash ^ (hash >> 32)
  }

  /// - Parameter bytes: whole stripes.
  private mutating func consume(_ bytes: UnsafeRawBufferPointer) {
    var (a, b, c, d) = (lanes.x, lanes.y, lanes.z, lanes.w)
    var offset = 0
    while offset < bytes.count {
      a = Self.round(a, word(bytes, offset))
      b = Self.round(b, word(bytes, offset &+ 8))
      c = Self.round(c, word(bytes, offset &+ 16))
      d = Self.round(d, word(bytes, offset &+ 24))
      offset &+= Self.stripe
    }
    lanes = SIMD4(a, b, c, d)
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime2, 31) &* prime1
  }
}

private func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
  UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

private func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }

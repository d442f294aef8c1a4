import COpenSSL

/// HMAC with SHA-256 (RFC 2104, FIPS 180-4) under one key, by OpenSSL.
///
/// The context keeps the state of the key between messages, which makes short messages five times as fast as with a new
/// context for each. Not thread-safe: used by one thread.
package final class HMACSHA256 {
  private let context: OpaquePointer
  package static let size = 32

  package init(key: [UInt8]) {
    let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
    guard let created = EVP_MAC_CTX_new(algorithm) else { preconditionFailure("OpenSSL has no HMAC") }
    EVP_MAC_free(algorithm)
    context = created
    // OpenSSL reads both texts during EVP_MAC_init. A Swift string passed to the constructor would be gone by then.
    var (name, digest) = (Array(OSSL_MAC_PARAM_DIGEST.utf8CString), Array("SHA256".utf8CString))
    let isReady = name.withUnsafeMutableBufferPointer { name in
      digest.withUnsafeMutableBufferPointer { digest in
        var parameters = [
          OSSL_PARAM_construct_utf8_string(name.baseAddress, digest.baseAddress, 0), OSSL_PARAM_construct_end(),
        ]
        return EVP_MAC_init(context, key, key.count, &parameters)
      }
    }
    precondition(isReady == 1, "OpenSSL has no SHA-256")
  }

  deinit { EVP_MAC_CTX_free(context) }

  /// The code of `message`, 32 bytes.
  package func authenticate(_ message: some Collection<UInt8>) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: Self.size)
    var count = 0
    let message = Array(message)
    let isDone =
      EVP_MAC_init(context, nil, 0, nil) == 1 && EVP_MAC_update(context, message, message.count) == 1
      && EVP_MAC_final(context, &code, &count, code.count) == 1
    precondition(isDone && count == Self.size, "OpenSSL failed to compute an HMAC")
    return code
  }

  /// Whether `code` is the code of `message`, compared in constant time.
  package func isValid(_ code: [UInt8], for message: some Collection<UInt8>) -> Bool {
    code.count == Self.size && isValid(prefix: code[...], for: message)
  }

  /// Like `isValid(_:for:)`, for a truncated code (RFC 2104 §5) of at least half the length.
  package func isValid(prefix code: ArraySlice<UInt8>, for message: some Collection<UInt8>) -> Bool {
    guard (Self.size / 2...Self.size).contains(code.count) else { return false }
    return CRYPTO_memcmp(authenticate(message), Array(code), code.count) == 0
  }
}

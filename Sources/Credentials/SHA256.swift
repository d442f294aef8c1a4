import COpenSSL

/// SHA-256 (FIPS 180-4) of a message, 32 bytes, by OpenSSL.
package func sha256(_ message: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  var count: UInt32 = 0
  let isDone = EVP_Digest(message, message.count, &digest, &count, EVP_sha256(), nil)
  precondition(isDone == 1 && count == 32, "OpenSSL has no SHA-256")
  return digest
}

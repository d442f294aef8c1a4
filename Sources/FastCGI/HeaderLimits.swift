import Glibc
import HTTP

/// Bounds on what a client may send as headers. nginx has its own on their bytes; libfcgi has none.
enum HeaderLimits {
  /// nginx's `large_client_header_buffers` lets no more than 32 KiB through.
  static let maximumBytes = 32_768
  static let maximumCount = 100

  /// What is wrong with the headers among a request's parameters: too many, too large, or one twice of which there can
  /// be only one (RFC 9110 §5.3), so that nobody on the way and we ever read different ones.
  /// - Parameter parameters: `NAME=value`, ended by a null pointer, as `FCGX_Request.envp` has them.
  static func fault(_ parameters: UnsafePointer<UnsafeMutablePointer<CChar>?>) -> HTTPError? {
    var (count, bytes, seen) = (0, 0, 0)
    var next = parameters
    while let parameter = next.pointee {
      next += 1
      guard strncmp(parameter, "HTTP_", 5) == 0 else { continue }
      count += 1
      bytes += strlen(parameter)
      guard let index = singular.firstIndex(where: { isNamed(parameter, $0) }) else { continue }
      guard seen & 1 << index == 0 else {
        return HTTPError(.badRequest, "A header that there can be only one of comes twice.")
      }
      seen |= 1 << index
    }
    guard count <= maximumCount, bytes <= maximumBytes else {
      return HTTPError(.headersTooLarge, "At most \(maximumCount) headers with \(maximumBytes) bytes are taken.")
    }
    return nil
  }

  private static func isNamed(_ parameter: UnsafePointer<CChar>, _ name: StaticString) -> Bool {
    strncmp(parameter, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self), name.utf8CodeUnitCount)
      == 0
  }

  private static let singular: [StaticString] = [
    "HTTP_AUTHORIZATION=", "HTTP_CONTENT_LENGTH=", "HTTP_CONTENT_TYPE=", "HTTP_HOST=", "HTTP_ORIGIN=",
    "HTTP_ACCESS_CONTROL_REQUEST_METHOD=",
  ]
}

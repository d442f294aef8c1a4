/// Finds the handler of a request, calls it, and turns an error that it throws into a response.
///
/// A route's path is literal except for whole segments in braces: `/api/movies/{id}`. Literal routes take precedence
/// over those with parameters. `HEAD` is answered as `GET`, and nginx drops the body. `OPTIONS` lists the methods of an
/// endpoint. Paths are compared byte by byte: another spelling of a path (`//`, `/./`, `%61`) is not an endpoint.
package struct Router<Services>: Sendable {
  package typealias Handler = @Sendable (Request, Services) throws(HTTPError) -> Response
  /// Answers requests that arrived together, in their order; at least one.
  package typealias GroupHandler = @Sendable ([Request], Services) -> [Result<Response, HTTPError>]

  /// In bytes. A request with a longer body may take long, which would hold up the rest of the group.
  private static var largestBodyInGroup: Int { 256 }

  private struct Route: Sendable {
    let segments: [String]
    /// By method.
    var targets: [String: Target]
  }

  private struct Target: Sendable {
    /// Index in `endpoints`.
    let position: Int
    let handler: Handler
    /// Nil if each request is handled alone.
    var groupHandler: GroupHandler?
    /// Whether a request may join a group.
    var joins: @Sendable (Request) -> Bool = { _ in true }
    /// Whether workers answer groups of these one after another.
    var isInTurn = false
  }

  /// All methods and paths, in the order in which they were added.
  package private(set) var endpoints: [(method: String, path: String)] = []
  private var literal: [String: Route] = [:]
  private var parameterised: [Route] = []

  package init() {}

  package mutating func get(_ path: String, _ handler: @escaping Handler) { add("GET", path, handler) }
  package mutating func post(_ path: String, _ handler: @escaping Handler) { add("POST", path, handler) }
  package mutating func put(_ path: String, _ handler: @escaping Handler) { add("PUT", path, handler) }
  package mutating func patch(_ path: String, _ handler: @escaping Handler) { add("PATCH", path, handler) }
  package mutating func delete(_ path: String, _ handler: @escaping Handler) { add("DELETE", path, handler) }

  /// - Parameter joins: whether a request may be answered together with others; the rest is answered alone.
  package mutating func get(
    _ path: String, together handler: @escaping GroupHandler,
    if joins: @escaping @Sendable (Request) -> Bool = { _ in true }
  ) {
    add("GET", path, together: handler, if: joins)
  }

  /// The same for `POST`.
  /// - Parameter inTurn: whether workers answer groups of these one after another.
  package mutating func post(
    _ path: String, together handler: @escaping GroupHandler,
    if joins: @escaping @Sendable (Request) -> Bool = { _ in true }, inTurn: Bool = false
  ) {
    add("POST", path, together: handler, if: joins, inTurn: inTurn)
  }

  private mutating func add(
    _ method: String, _ path: String, together handler: @escaping GroupHandler,
    if joins: @escaping @Sendable (Request) -> Bool, inTurn: Bool = false
  ) {
    precondition(!path.contains("{"), "only endpoints with a literal path can be served together")
    let alone: Handler = { (request, services) throws(HTTPError) in try handler([request], services)[0].get() }
    let target = Target(
      position: endpoints.count, handler: alone, groupHandler: handler, joins: joins, isInTurn: inTurn)
    add(method, path, target)
  }

  private mutating func add(_ method: String, _ path: String, _ handler: @escaping Handler) {
    add(method, path, Target(position: endpoints.count, handler: handler))
  }

  /// Traps if the method and path already have a handler.
  private mutating func add(_ method: String, _ path: String, _ target: Target) {
    precondition(!endpoints.contains { $0 == (method, path) }, "\(method) \(path) has two handlers")
    endpoints.append((method, path))
    let segments = Self.segments(of: path)
    if !path.contains("{") {
      literal[path, default: Route(segments: segments, targets: [:])].targets[method] = target
    } else if let index = parameterised.firstIndex(where: { $0.segments == segments }) {
      parameterised[index].targets[method] = target
    } else {
      parameterised.append(Route(segments: segments, targets: [method: target]))
    }
  }

  /// The endpoint of a request that can be answered together with others of its kind; nil if it is answered alone.
  /// Anonymous requests are, because a group saves only round trips to the database, which they do not make.
  package func group(of request: Request) -> Int? {
    guard request.authorization != nil,
      let target = literal[request.path]?.targets[request.method], target.groupHandler != nil,
      request.method == "GET" ? request.body.isEmpty : request.body.count <= Self.largestBodyInGroup,
      target.joins(request)
    else { return nil }
    return target.position
  }

  /// The groups of endpoints that were added as `inTurn`.
  package var groupsInTurn: Set<Int> {
    Set(literal.values.flatMap(\.targets.values).filter(\.isInTurn).map(\.position))
  }

  /// Answers requests of one group, in their order.
  /// - Parameter endpoint: their group, an index into `endpoints`.
  package func respond(together requests: [Request], at endpoint: Int, _ services: Services) -> [Response] {
    let (method, path) = endpoints[endpoint]
    guard let handler = literal[path]?.targets[method]?.groupHandler else {
      preconditionFailure("\(method) \(path) does not serve requests together")
    }
    return handler(requests, services).map { result in
      do throws(HTTPError) { return try result.get() } catch { return error.response }
    }
  }

  /// - Parameter matched: called with an index into `endpoints` before the handler runs.
  package func respond(
    to request: Request, _ services: Services, matched: (_ endpoint: Int) -> Void = { _ in }
  ) -> Response {
    do throws(HTTPError) {
      var request = request
      let route = try route(of: &request)
      if request.method == "OPTIONS" { return Response(.noContent, headers: [("Allow", Self.allowed(route))]) }
      guard let target = route.targets[request.method == "HEAD" ? "GET" : request.method] else {
        throw Self.methodNotAllowed(route)
      }
      guard request.body.isEmpty || request.method != "GET" && request.method != "HEAD" else {
        throw HTTPError(.badRequest, "A \(request.method) request must not have a body.")
      }
      matched(target.position)
      return try target.handler(request, services)
    } catch {
      return error.response
    }
  }

  private func route(of request: inout Request) throws(HTTPError) -> Route {
    if let route = literal[request.path] { return route }
    let segments = Self.segments(of: request.path)
    for route in parameterised {
      guard let parameters = Self.match(route.segments, segments) else { continue }
      request.parameters = parameters
      return route
    }
    throw HTTPError(.notFound, "There is no such endpoint.")
  }

  /// The response lists the allowed methods (RFC 9110 §15.5.6).
  private static func methodNotAllowed(_ route: Route) -> HTTPError {
    let allowed = allowed(route)
    var error = HTTPError(
      .methodNotAllowed, "This endpoint does not support that method.", details: "allowed: \(allowed)")
    error.headers.append(("Allow", allowed))
    return error
  }

  private static func allowed(_ route: Route) -> String {
    let methods = route.targets.keys + ["OPTIONS"] + (route.targets["GET"] == nil ? [] : ["HEAD"])
    return methods.sorted().joined(separator: ", ")
  }

  private static func segments(of path: String) -> [String] {
    // By bytes, since a combining mark after a slash does not hide it.
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
  }

  private static func match(_ pattern: [String], _ segments: [String]) -> [String: String]? {
    guard pattern.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (expected, segment) in zip(pattern, segments) {
      if expected.hasPrefix("{") {
        guard let value = PercentEncoding.decode(segment), !value.isEmpty else { return nil }
        parameters[String(expected.dropFirst().dropLast())] = value
      } else if expected != segment {
        return nil
      }
    }
    return parameters
  }
}

/// Finds the handler of a request, calls it, and turns what it throws into an answer.
///
/// A route's path is literal but for whole segments in braces: `/api/movies/{id}`. Literal routes win over those with
/// parameters. `HEAD` is answered as `GET`, of which nginx drops the body; `OPTIONS` says what an endpoint takes. Paths
/// are compared as they are written: another spelling of one (`//`, `/./`, `%61`) is no endpoint.
package struct Router<Services>: Sendable {
  package typealias Handler = @Sendable (Request, Services) throws(HTTPError) -> Response

  private struct Route: Sendable {
    let segments: [String]
    var handlers: [String: Handler]
  }

  private var literal: [String: Route] = [:]
  private var parameterised: [Route] = []

  package init() {}

  package mutating func get(_ path: String, _ handler: @escaping Handler) { add("GET", path, handler) }
  package mutating func post(_ path: String, _ handler: @escaping Handler) { add("POST", path, handler) }
  package mutating func put(_ path: String, _ handler: @escaping Handler) { add("PUT", path, handler) }
  package mutating func patch(_ path: String, _ handler: @escaping Handler) { add("PATCH", path, handler) }
  package mutating func delete(_ path: String, _ handler: @escaping Handler) { add("DELETE", path, handler) }

  /// Two handlers of one method and path are a mistake of the program.
  private mutating func add(_ method: String, _ path: String, _ handler: @escaping Handler) {
    let segments = Self.segments(of: path)
    guard path.contains("{") else {
      let previous = literal[path, default: Route(segments: segments, handlers: [:])].handlers[method]
      precondition(previous == nil, "\(method) \(path) has two handlers")
      literal[path, default: Route(segments: segments, handlers: [:])].handlers[method] = handler
      return
    }
    if let index = parameterised.firstIndex(where: { $0.segments == segments }) {
      precondition(parameterised[index].handlers[method] == nil, "\(method) \(path) has two handlers")
      parameterised[index].handlers[method] = handler
    } else {
      parameterised.append(Route(segments: segments, handlers: [method: handler]))
    }
  }

  /// Every method and path, by path and then by method: what the description of the API is held against.
  package var endpoints: [(method: String, path: String)] {
    let routes = literal.map { ($0.key, $0.value) } + parameterised.map { ($0.segments.joined(separator: "/"), $0) }
    return routes.flatMap { path, route in route.handlers.keys.map { (method: $0, path: path) } }
      .sorted { ($0.path, $0.method) < ($1.path, $1.method) }
  }

  package func respond(to request: Request, _ services: Services) -> Response {
    do throws(HTTPError) {
      var request = request
      let route = try route(of: &request)
      if request.method == "OPTIONS" { return Response(.noContent, headers: [("Allow", Self.allowed(route))]) }
      guard let handler = route.handlers[request.method == "HEAD" ? "GET" : request.method] else {
        throw Self.methodNotAllowed(route)
      }
      guard request.body.isEmpty || request.method != "GET" && request.method != "HEAD" else {
        throw HTTPError(.badRequest, "A \(request.method) request has no body.")
      }
      return try handler(request, services)
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

  /// RFC 9110 §15.5.6: the answer lists what would do.
  private static func methodNotAllowed(_ route: Route) -> HTTPError {
    let allowed = allowed(route)
    var error = HTTPError(.methodNotAllowed, "This endpoint does not take that method.", details: "allowed: \(allowed)")
    error.headers.append(("Allow", allowed))
    return error
  }

  private static func allowed(_ route: Route) -> String {
    let methods = route.handlers.keys + ["OPTIONS"] + (route.handlers["GET"] == nil ? [] : ["HEAD"])
    return methods.sorted().joined(separator: ", ")
  }

  private static func segments(of path: String) -> [String] {
    path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
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

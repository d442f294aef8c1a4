import API
import Domain
import FastCGI
import HTTP
import Logging
import MariaDB
import Scoreboard
import System

/// The context of one slot of a worker: its services and its connection to the database. It times, counts and logs each
/// request. Only the slot's thread uses it.
final class Slot {
  private let services: Services
  private let connection: Connection
  private let row: WorkerRow?
  private let cell: SlotCell?
  private let log: RequestLog
  /// How long ago nginx may have sent a request; nil for no limit.
  private let queueTimeout: Duration?
  /// The index of the current request's route; nil until it is known.
  private var route: Int?
  /// When the current request began, on the monotonic clock.
  private var began = Duration.zero
  /// `connection.timeSpent` before the request.
  private var databaseBefore = Duration.zero
  /// `services.scoringTime` before the request.
  private var scoringBefore = Duration.zero

  /// - Parameter number: the slot's number, from 0.
  init(
    _ services: Services, _ connection: Connection, _ row: WorkerRow?, number: Int, _ log: RequestLog, _ turn: Turn,
    queueTimeout: Duration?
  ) {
    self.queueTimeout = queueTimeout
    self.services = services
    self.connection = connection
    self.row = row
    cell = row?[number]
    self.log = log
    connection.willWait = turn.yield
    connection.noticed = { [unowned self] event in
      switch event {
      case .opened: row?.countDatabaseConnection(isOpen: true)
      case .closed: row?.countDatabaseConnection(isOpen: false)
      case .failed(let failure):
        row?.countDatabaseFailure(failure.position)
        if failure == .full { row?.foundDatabaseFull(at: SystemClock.sinceEpoch(), by: route) }
      }
    }
    connection.watcher = { [unowned self] begin in watchDatabase(begin) }
  }

  /// - Parameter begin: when a statement began, on the monotonic clock; nil if it has ended.
  private func watchDatabase(_ begin: Duration?) {
    if let begin {
      cell?.enterDatabase(at: begin)
    } else {
      cell?.leaveDatabase(spent: connection.timeSpent - databaseBefore)
    }
  }

  /// Whether the client has probably given up, so that newer requests should not wait for this one.
  private func hasWaitedTooLong(_ request: Request) -> Bool {
    guard let queueTimeout, let sentAt = request.sentAt else { return false }
    return SystemClock.sinceEpoch() - sentAt > queueTimeout
  }

  private static var tooLate: HTTPError {
    HTTPError(.overloaded, "The server is overloaded. Please try again.")
  }

  /// Answers the requests of one group, or a single request, in order.
  func respond(to requests: [Request], _ router: Router<Services>, _ cors: CORS) -> [Response] {
    guard requests.count > 1, let endpoint = router.group(of: requests[0]), !requests.contains(where: hasWaitedTooLong)
    else { return requests.map { respond(to: $0, router, cors) } }
    begin()
    found(endpoint, requests[0])
    let responses = router.respond(together: requests, at: endpoint, services)
    let times = end(sharedBy: requests.count)
    return zip(requests, responses).map { request, response in
      let response = cors.permit(response, to: request)
      count(request, response, bytes: response.body.count, router, times)
      return response
    }
  }

  private func respond(to request: Request, _ router: Router<Services>, _ cors: CORS) -> Response {
    begin()
    var response =
      hasWaitedTooLong(request)
      ? Self.tooLate.response : router.respond(to: request, services) { found($0, request) }
    response = cors.permit(response, to: request)
    guard let stream = response.stream else {
      count(request, response, bytes: response.body.count, router, end())
      return response
    }
    response.stream = { [cell, route, answer = response] (write) throws(HTTPError) in
      var (answer, bytes) = (answer, 0)
      defer { self.count(request, answer, bytes: bytes, router, self.end()) }
      do throws(HTTPError) {
        let isWhole = try stream { piece in
          // The limits apply to each piece: a response that makes progress is not hung.
          cell?.begin(route: route, requestID: request.id, at: SystemClock.monotonic())
          bytes += piece.count
          return write(piece)
        }
        if !isWhole { answer.cause = "client disconnected before the end of the response" }
        return isWhole
      } catch {
        answer.error = error.code
        answer.cause = "response broken off: \(error.cause ?? error.message)"
        throw error
      }
    }
    return response
  }

  private func begin() {
    began = SystemClock.monotonic()
    databaseBefore = connection.timeSpent
    scoringBefore = services.scoringTime
    route = nil
  }

  private func found(_ route: Int, _ request: Request) {
    self.route = route
    cell?.begin(route: route, requestID: request.id, at: began)
  }

  /// - Parameter count: how many requests were answered together. Each took the whole time, but only its share of the
  ///   work.
  private func end(sharedBy count: Int = 1) -> RequestLog.Times {
    services.endRequest()
    if route != nil { cell?.end() }
    return RequestLog.Times(
      total: SystemClock.monotonic() - began,
      database: (connection.timeSpent - databaseBefore) / count,
      scoring: (services.scoringTime - scoringBefore) / count)
  }

  private func count(
    _ request: Request, _ answer: Response, bytes: Int, _ router: Router<Services>, _ times: RequestLog.Times
  ) {
    row?.count(
      route: route, status: answer.status.rawValue, total: times.total, database: times.database,
      scoring: times.scoring, bytes: bytes)
    if answer.status == .created { row?.foundRoom(by: route) }
    if let error = answer.error { row?.countError(error.position) }
    log.note(
      request, answer, bytes: bytes, route: route.map { "\(router.endpoints[$0].method) \(router.endpoints[$0].path)" },
      times)
  }
}

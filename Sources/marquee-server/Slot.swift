import API
import HTTP
import Logging
import MariaDB
import Scoreboard

/// What one slot of a worker has of its own, and what is noted of each of its requests. Used by one thread.
final class Slot {
  private let services: Services
  private let connection: Connection
  private let row: WorkerRow?
  private let cell: SlotCell?
  private let log: RequestLog
  /// Nanoseconds in the database before the request.
  private var databaseBefore: UInt64 = 0

  /// - Parameter number: the slot's, from 0.
  init(_ services: Services, _ connection: Connection, _ row: WorkerRow?, number: Int, _ log: RequestLog) {
    self.services = services
    self.connection = connection
    self.row = row
    cell = row?[number]
    self.log = log
    connection.watcher = { [unowned self] begin in watchDatabase(begin) }
  }

  /// - Parameter begin: nanoseconds, of a statement; nil for its end.
  private func watchDatabase(_ begin: UInt64?) {
    if let begin {
      cell?.enterDatabase(at: Int64(begin / 1_000))
    } else {
      cell?.leaveDatabase(spent: (connection.timeSpent - databaseBefore) / 1_000)
    }
  }

  func respond(to request: Request, _ router: Router<Services>, _ cors: CORS) -> Response {
    let began = monotonicMicroseconds()
    databaseBefore = connection.timeSpent
    let scoring = services.scoringTime
    var endpoint: Int?
    let response = cors.respond(to: request) { request in
      router.respond(to: request, services) { matched in
        endpoint = matched
        cell?.begin(route: matched, requestID: request.id, at: began)
      }
    }
    if endpoint != nil { cell?.end() }
    let times = RequestLog.Times(
      total: UInt64(max(0, monotonicMicroseconds() - began)), database: (connection.timeSpent - databaseBefore) / 1_000,
      scoring: services.scoringTime - scoring)
    row?.count(
      route: endpoint, status: response.status.rawValue, total: times.total, database: times.database,
      scoring: times.scoring, bytes: response.body.count)
    log.note(
      request, response, route: endpoint.map { "\(router.endpoints[$0].method) \(router.endpoints[$0].path)" }, times)
    return response
  }
}

import API
import Domain
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

  /// - Parameter number: the slot's, from 0.
  init(_ services: Services, _ connection: Connection, _ row: WorkerRow?, number: Int, _ log: RequestLog) {
    self.services = services
    self.connection = connection
    self.row = row
    cell = row?[number]
    self.log = log
  }

  func respond(to request: Request, _ router: Router<Services>, _ cors: CORS) -> Response {
    let began = Timestamp.now()
    let (database, scoring) = (connection.timeSpent, services.scoringTime)
    var endpoint: Int?
    let response = cors.respond(to: request) { request in
      router.respond(to: request, services) { matched in
        endpoint = matched
        cell?.begin(route: matched, requestID: request.id, at: began.microseconds)
      }
    }
    if endpoint != nil { cell?.end() }
    let total = UInt64(max(0, Timestamp.now().microseconds - began.microseconds))
    row?.count(
      route: endpoint, status: response.status.rawValue, total: total,
      database: (connection.timeSpent - database) / 1_000, scoring: services.scoringTime - scoring,
      bytes: response.body.count)
    log.note(request, response, microseconds: total)
    return response
  }
}

/// Where everything stands in the shared memory. All numbers are 64 bits, aligned, in the machine's order, and written
/// and read atomically: a process that dies between two writes leaves nothing that another could wait for.
///
///     OFFSET           SIZE               DESCRIPTION
///     0                64 × 8             header: see `Header`
///     512              512                what there is to say of the last reload, UTF-8, filled up with zeros
///     1024             routes × 64        names of the routes, UTF-8, filled up with zeros
///     rowsOffset       rows × rowSize     a row for each worker process
///
///     a row:
///     0                8 × 8              the worker: see `RowField`
///     64               40 × 8             answers by what was wrong
///     384              16 × 8             failures of the database by kind
///     512              slots × 64         a cell for each slot: see `SlotField`
///     countersOffset   routes × 44 × 8    for each route the figures of `RouteFigures`
///
/// A row outlives its worker: the next one goes on counting where it stopped, so that sums never fall.
struct Layout: Equatable {
  let routes: Int
  let rows: Int
  let slots: Int

  static let magic: UInt64 = 0x4D41_5251_5545_4534
  static let nameSize = 64
  static let headerSize = 512
  static let remarkSize = 512

  /// Numbers of the header, by position.
  enum Header: Int {
    case magic, routes, rows, slots
    /// The master's process, and when it started, in microseconds since 1970.
    case masterProcess, startedAt
    /// As configured now.
    case workers, slotsPerWorker
    /// Since the start.
    case spawned, crashed, reloads, refusedReloads
    /// As configured now: the least workers; and how many there should be at this moment.
    case minimumWorkers, wantedWorkers
    /// Since the start: times that every slot was busy, workers that had done their share, requests over the soft limit
    /// and over the hard one.
    case maximumReached, recycled, overSoftLimit, overHardLimit
    /// Workers that died young, one after the other, and when the next is started, in microseconds of
    /// `monotonicMicroseconds`; 0 if none is held back.
    case youngDeaths, nextStartAt
    /// Connections that wait for a worker.
    case queued
    /// Since the start: lines that the log could not take, workers that did not run any more, and TCP clients that may
    /// not connect.
    case logLinesDropped, frozen, refusedClients
    /// When the master started, in microseconds of `monotonicMicroseconds`.
    case beganAt
    /// When the configuration was last loaded anew, and when that was last refused, in microseconds since 1970; 0 for
    /// never.
    case reloadedAt, reloadRefusedAt
    /// When a save last found the database full, in microseconds since 1970; 0 if the same route has saved something
    /// since.
    case databaseFullAt
    /// The index of that route plus 1; 0 if it is not known.
    case databaseFullRoute
  }

  /// Numbers of a row, by position.
  enum RowField: Int {
    case process, state
    /// Microseconds of `monotonicMicroseconds`.
    case startedAt
    /// Connections accepted.
    case accepted
    /// When the process last showed that it runs, in microseconds of `monotonicMicroseconds`.
    case heartbeat
    /// To the database, of the slots.
    case databaseConnections
  }

  /// Numbers of a slot's cell, by position.
  enum SlotField: Int {
    /// Odd while the cell is being written.
    case sequence
    /// The position of the route + 1; 0 for an idle slot.
    case route
    /// Microseconds of `monotonicMicroseconds`.
    case startedAt
    /// The request's id: 128 bits.
    case requestHigh, requestLow
    /// Requests that the slot has finished.
    case requests
    /// Microseconds that the request's finished statements took; when the one that runs began, or 0.
    case databaseSpent, databaseSince
  }

  static let rowFields = 8
  static let slotFields = 8
  /// Kinds of what may be wrong with a request, and of failures of the database, that there is room for.
  static let errors = 40
  static let databaseFailures = 16

  var remarkOffset: Int { Self.headerSize }
  var namesOffset: Int { Self.headerSize + Self.remarkSize }
  var rowsOffset: Int { namesOffset + routes * Self.nameSize }
  var errorsOffset: Int { Self.rowFields * 8 }
  var databaseFailuresOffset: Int { errorsOffset + Self.errors * 8 }
  var slotsOffset: Int { databaseFailuresOffset + Self.databaseFailures * 8 }
  var countersOffset: Int { slotsOffset + slots * Self.slotFields * 8 }
  var rowSize: Int { countersOffset + routes * RouteFigures.count * 8 }
  var size: Int { rowsOffset + rows * rowSize }
}

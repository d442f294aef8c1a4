import System

/// The layout of the scoreboard in shared memory. All numbers have 64 bits, are aligned and in the machine's byte
/// order, and are read and written atomically: a process that dies between two writes leaves no lock behind.
///
///     OFFSET           SIZE               DESCRIPTION
///     0                32 × 8             header: see `Header`
///     256              32 × 8             counters of the pool: see `PoolCounter`
///     512              512                remark about the last reload, UTF-8, padded with zeros
///     1024             routes × 64        names of the routes, UTF-8, padded with zeros
///     rowsOffset       rows × rowSize     a row for each worker process
///
///     a row:
///     0                8 × 8              the worker: see `RowField`
///     64               40 × 8             error responses by error code
///     384              16 × 8             database failures by kind
///     512              slots × 64         a cell for each slot: see `SlotField`
///     countersOffset   routes × 44 × 8    the figures of each route: see `RouteFigures`
///
/// A row outlives its worker, and the next worker continues the counts, so that sums never fall.
struct ScoreboardLayout: Equatable {
  let routes: Int
  let rows: Int
  let slots: Int

  static let magic: UInt64 = 0x4D41_5251_5545_4535
  static let nameSize = 64
  static let headerSize = 512
  static let poolCountersOffset = 256
  static let remarkSize = 512

  /// Numbers of the header, by position. Times are microseconds.
  enum Header: Int {
    case magic, routes, rows, slots
    /// The master's process, and when it started: since 1970, and on the monotonic clock.
    case masterProcess, startedAt, monotonicStartedAt
    /// The configuration: the most and the fewest workers, and the slots of each.
    case workers, minimumWorkers, slotsPerWorker
    /// How many workers there should be at the moment.
    case wantedWorkers
    /// Connections that wait for a worker.
    case queued
    /// Workers that died young, in a row, and when the next one is started, on the monotonic clock; 0 if the master
    /// does not back off.
    case youngDeaths, nextStartAt
    /// When the last reload was done, and the last one refused, since 1970; 0 if never.
    case reloadedAt, reloadRefusedAt
    /// When the database last had no room for a change, since 1970; 0 if the same route has saved a change since.
    case databaseFullAt
    /// The position of that route + 1; 0 for none.
    case databaseFullRoute
  }

  /// Numbers of a row, by position.
  enum RowField: Int {
    case process, state
    /// Microseconds of the monotonic clock.
    case startedAt
    /// Connections accepted.
    case accepted
    /// The last heartbeat, in microseconds on the monotonic clock.
    case heartbeat
    /// Open connections of the slots to the database.
    case databaseConnections
    /// A lease that this worker and its neighbour share; see `WorkerRow.lease`.
    case lease
  }

  /// Numbers of a slot's cell, by position.
  enum SlotField: Int {
    /// Odd while the cell is being written.
    case sequence
    /// The position of the route + 1; 0 for an idle slot.
    case route
    /// Microseconds of the monotonic clock.
    case startedAt
    /// The request's id: 128 bits.
    case requestHigh, requestLow
    /// Requests that the slot has finished.
    case requests
    /// Microseconds that the request's finished statements took, and when the running one began (0 if none runs).
    case databaseSpent, databaseSince
  }

  static let rowFields = 8
  static let slotFields = 8
  /// Room for this many error codes, and for this many kinds of database failures.
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

/// Times in shared memory are whole microseconds. Any number converts to a time, even one that no process should have
/// written.
extension Duration {
  var ticks: UInt64 { UInt64(clamping: microseconds) }

  init(ticks: UInt64) { self = .microseconds(Int64(clamping: ticks)) }
}

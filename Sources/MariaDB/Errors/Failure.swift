import CMariaDB

import var Glibc.EDQUOT
import var Glibc.ENOSPC

/// What a failure means for the caller: one table over the codes of `mysqld_error.h` and `errmsg.h`.
package enum Failure: String, CaseIterable, Sendable {
  /// The connection is gone, or was never established.
  case lost
  /// The server is up but will not do the work: it is read-only, not primary, or about to stop, or the account lacks a
  /// privilege. Another server may do the work, and only a new connection can reach one.
  case refused
  /// The server has no space left to write to.
  case full
  /// The server is short of memory, connections, files or locks at the moment, or a table needs repair.
  case exhausted
  /// Another transaction was in the way, and this one was aborted. It may succeed if it runs again.
  case conflict
  /// Its time limit or an operator ended the statement.
  case interrupted
  /// A unique key already has the value.
  case duplicate
  /// A row refers to a row that does not exist.
  case missing
  /// A row holds a value that this program cannot handle: see `ImpossibleValue`.
  case impossible
  /// A bug, or an unsuitable schema or account.
  case fault

  /// Its index in `allCases`, for counters.
  package var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Whether the connection is no longer usable.
  package var endsConnection: Bool { self == .lost || self == .refused }

  /// Whether the same call may succeed later.
  package var mayPass: Bool {
    switch self {
    case .lost, .refused, .full, .exhausted, .conflict, .interrupted: true
    case .duplicate, .missing, .impossible, .fault: false
    }
  }

  init(code: Int) {
    self =
      switch code {
      case ImpossibleValue.code: .impossible
      case Int(ENOSPC), Int(EDQUOT): .full
      // The errno of one of the server's system calls, below the range of its own codes: files that cannot be created
      // or written, or no memory.
      case 1..<1_000: .exhausted
      // The connector's own codes, in two ranges.
      case Int(CR_MIN_ERROR)...Int(CR_MAX_ERROR), 5_000...5_999: .lost
      default: Self.byCode[code] ?? .fault
      }
  }

  private static let byCode: [Int: Failure] = {
    var table: [Int: Failure] = [:]
    for (failure, codes) in groups { for code in codes { table[Int(code)] = failure } }
    return table
  }()

  private static let groups: [(Failure, [Int32])] = [
    (
      .lost,
      [
        ER_SERVER_SHUTDOWN, ER_NORMAL_SHUTDOWN, ER_SHUTDOWN_COMPLETE, ER_FORCING_CLOSE, ER_ABORTING_CONNECTION,
        ER_NEW_ABORTING_CONNECTION, ER_CONNECTION_KILLED, ER_NET_READ_ERROR, ER_NET_READ_INTERRUPTED,
        ER_NET_ERROR_ON_WRITE, ER_NET_WRITE_INTERRUPTED, ER_NET_PACKETS_OUT_OF_ORDER, ER_NET_UNCOMPRESS_ERROR,
        ER_MALFORMED_PACKET, ER_NET_READ_ERROR_FROM_PIPE, ER_NET_FCNTL_ERROR,
        // The server closes the connection on a statement that exceeds its `max_allowed_packet`.
        ER_NET_PACKET_TOO_LARGE,
        // Behind a proxy: this server is not the one that prepared the statement.
        ER_UNKNOWN_STMT_HANDLER,
      ]
    ),
    (
      .refused,
      [
        // `read_only` and similar options; a transaction, a replica or a storage engine that is read-only.
        ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE,
        ER_READ_ONLY_TRANSACTION, ER_OPEN_AS_READONLY, ER_INNODB_READ_ONLY,
        // From a Galera node that is not primary or not yet in sync, or that left the cluster during a commit.
        ER_UNKNOWN_COM_ERROR, ER_ERROR_DURING_COMMIT, ER_ERROR_DURING_ROLLBACK, ER_SERVER_OFFLINE_MODE,
        // The binary log cannot record such changes: `binlog_format = STATEMENT`.
        ER_BINLOG_STMT_MODE_AND_ROW_ENGINE, ER_BINLOG_ROW_MODE_AND_STMT_ENGINE, ER_BINLOG_LOGGING_IMPOSSIBLE,
        // An operator has to grant the account its privileges, and a session keeps those that it began with.
        ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR,
        ER_PROCACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR,
      ]
    ),
    (
      .full,
      [
        ER_DISK_FULL, ER_ERROR_ON_WRITE, ER_RECORD_FILE_FULL, ER_INDEX_FILE_FULL, ER_INNODB_UNDO_LOG_FULL,
        ER_TEMP_FILE_WRITE_FAILURE, ER_IO_WRITE_ERROR, ER_BINLOG_ROW_LOGGING_FAILED,
      ]
    ),
    (
      .exhausted,
      [
        // A transaction too large for the binary log's cache; files that cannot be created or read.
        ER_TRANS_CACHE_FULL, ER_STMT_CACHE_FULL, ER_GET_ERRNO, ER_CANT_CREATE_FILE, ER_ERROR_ON_CLOSE,
        ER_IO_READ_ERROR, ER_ERROR_ON_READ,
        // Memory, threads, files, locks.
        ER_OUTOFMEMORY, ER_OUT_OF_SORTMEMORY, ER_OUT_OF_RESOURCES, ER_ENGINE_OUT_OF_MEMORY, ER_STD_BAD_ALLOC_ERROR,
        ER_STACK_OVERRUN, ER_STACK_OVERRUN_NEED_MORE, ER_CANT_CREATE_THREAD, ER_CANT_OPEN_FILE, ER_CANT_LOCK,
        ER_LOCK_TABLE_FULL, ER_TOO_MANY_CONCURRENT_TRXS, ER_BACKUP_LOCK_IS_ACTIVE,
        // Connections, prepared statements, AUTO_INCREMENT values.
        ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED, ER_MAX_PREPARED_STMT_COUNT_REACHED,
        ER_AUTOINC_READ_FAILED,
        // Tables that an operator has to repair or restore.
        ER_NOT_KEYFILE, ER_OLD_KEYFILE, ER_CRASHED_ON_USAGE, ER_CRASHED_ON_REPAIR, ER_UNKNOWN_STORAGE_ENGINE,
        ER_NO_SUCH_TABLE_IN_ENGINE, ER_TABLESPACE_MISSING, ER_TABLESPACE_DISCARDED, ER_INDEX_CORRUPT,
        ER_INNODB_INDEX_CORRUPT, ER_TABLE_CORRUPT, ER_FILE_CORRUPT, ER_INTERNAL_ERROR, ER_GET_ERRMSG,
        ER_GET_TEMPORARY_ERRMSG,
      ]
    ),
    (
      .conflict,
      [
        // Galera also reports a conflict with another node as a deadlock, at COMMIT at the latest.
        ER_LOCK_DEADLOCK, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_ABORTED, ER_XA_RBDEADLOCK, ER_XA_RBTIMEOUT,
        ER_USER_LOCK_DEADLOCK,
        ER_PRIOR_COMMIT_FAILED,
        // The row or the table has changed since this transaction began.
        ER_CHECKREAD, ER_TABLE_DEF_CHANGED, ER_NEED_REPREPARE,
        // Two rows were given the same number.
        ER_DUP_KEY, ER_AUTO_INCREMENT_CONFLICT, ER_DUP_ENTRY_AUTOINCREMENT_CASE,
      ]
    ),
    (.interrupted, [ER_STATEMENT_TIMEOUT, ER_QUERY_INTERRUPTED, ER_FILSORT_ABORT]),
    (.duplicate, [ER_DUP_ENTRY, ER_DUP_ENTRY_WITH_KEY_NAME]),
    (.missing, [ER_NO_REFERENCED_ROW, ER_NO_REFERENCED_ROW_2]),
  ]
}

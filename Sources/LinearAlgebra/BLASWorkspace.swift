import COpenBLAS
import System

/// The memory that OpenBLAS works in: a block for each thread, which it maps at the first call and keeps.
package enum BLASWorkspace {
  private static let block = 128 << 20

  /// Maps the first block, and makes sure that the others fit into what a limit leaves (`ulimit -v`). OpenBLAS tries
  /// for ever to map a block that does not fit.
  package static func map() throws(LinearAlgebraError) {
    let needed = block * BLASThreads.processors
    if let available = Memory.addressSpace(), needed > available {
      throw .noWorkspace(needed: needed, available: available)
    }
    var (number, order, fault) = (1.0, Int32(1), Int32(0))
    dpotrf_("U", &order, &number, &order, &fault)
  }
}

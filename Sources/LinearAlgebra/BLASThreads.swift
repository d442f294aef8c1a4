import COpenBLAS

/// The number of threads that OpenBLAS uses in the whole process. One is fastest for small matrices.
package enum BLASThreads {
  package static var count: Int {
    get { Int(openblas_get_num_threads()) }
    set { openblas_set_num_threads(Int32(clamping: max(1, newValue))) }
  }

  /// Uses one thread per processor.
  package static func useAll() { count = processors }

  /// The processors that this process may use.
  package static var processors: Int { max(1, Int(openblas_get_num_procs())) }
}

import COpenBLAS

/// How many threads OpenBLAS uses, in the whole process. One is fastest for small matrices.
package enum Threads {
  package static var count: Int {
    get { Int(openblas_get_num_threads()) }
    set { openblas_set_num_threads(Int32(clamping: max(1, newValue))) }
  }

  /// One a processor.
  package static func useAll() { count = processors }

  /// How many there are for this process.
  package static var processors: Int { max(1, Int(openblas_get_num_procs())) }
}

import Glibc
import LinearAlgebra
import ModelFile
import Scoring

extension TrainingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let model, let cause): "\(model.rawValue) cannot be trained: \(cause)"
    case .noData: "there is nothing to learn from: no user likes any film"
    case .nobodyToMeasure:
      """
      nothing can be measured: of the users who like films, \(HeldOutUser.minimumCount) or more, none can be tested while \
      others are left to train on
      """
    case .notFinite(let model):
      "\(model.rawValue) has weights that are no finite numbers: its settings are beyond what can be computed"
    case .notEnoughMemory(let model, let needed, let available):
      "\(model.rawValue) needs \(mebibytes(needed)) of memory, and \(mebibytes(available)) are available"
    case .algebra(let error): error.description
    case .modelFile(let error): error.description
    case .model(let error): error.description
    case .scratch(let path, let code): "cannot make a directory in \(path): \(String(cString: strerror(code)))"
    }
  }
}

private func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }

import Glibc
import LinearAlgebra
import ModelFile
import Scoring

extension TrainingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noData: "there is nothing to learn from: no user likes any film"
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

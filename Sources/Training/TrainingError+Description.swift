import LinearAlgebra
import ModelFile
import Scoring

extension TrainingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let model, let cause): "\(model.rawValue) cannot be trained: \(cause)"
    case .noData: "there is nothing to learn from: no user likes any item"
    case .nobodyToMeasure:
      """
      nothing can be measured: too few users like \(HeldOutUser.minimumCount) or more items to test some while others \
      are left to train on
      """
    case .notFinite(let model):
      "\(model.rawValue) has weights that are not finite: its hyperparameters are too extreme"
    case .notEnoughMemory(let model, let needed, let available):
      "\(model.rawValue) needs \(mebibytes(needed)) of memory, but only \(mebibytes(available)) are available"
    case .algebra(let error): error.description
    case .modelFile(let error): error.description
    case .model(let error): error.description
    case .scratch(let error): "cannot \(error)"
    }
  }
}

private func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }

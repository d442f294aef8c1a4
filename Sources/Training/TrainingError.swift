import LinearAlgebra
import ModelFile
import Scoring

/// Why a model cannot be trained or evaluated.
package enum TrainingError: Error, Equatable {
  /// There is not a single positive.
  case noData
  /// Bytes.
  case notEnoughMemory(model: ModelName, needed: Int, available: Int)
  case algebra(LinearAlgebraError)
  case modelFile(ModelFileError)
  /// A model that was just written cannot be loaded.
  case model(ModelError)
  /// A scratch directory cannot be made under this path.
  case scratch(path: String, code: Int32)
}

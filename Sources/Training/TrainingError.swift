import LinearAlgebra
import ModelFile
import Scoring

/// Why a model cannot be trained or evaluated.
package enum TrainingError: Error, Equatable {
  /// One of several models that were to be measured.
  indirect case failed(model: ModelName, cause: TrainingError)
  /// There is not a single positive.
  case noData
  /// Nobody who can be tested, or nobody left to train on beside them.
  case nobodyToMeasure
  /// A sum went beyond what a number can hold.
  case notFinite(model: ModelName)
  /// Bytes.
  case notEnoughMemory(model: ModelName, needed: Int, available: Int)
  case algebra(LinearAlgebraError)
  case modelFile(ModelFileError)
  /// A model that was just written cannot be loaded.
  case model(ModelError)
  /// A scratch directory cannot be made under this path.
  case scratch(path: String, code: Int32)
}

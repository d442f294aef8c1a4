import LinearAlgebra
import ModelFile
import Scoring
import System

/// Why a model cannot be trained or evaluated.
package enum TrainingError: Error, Equatable {
  /// One of several models could not be trained.
  indirect case failed(model: ModelName, cause: TrainingError)
  /// The dataset has no positives.
  case noData
  /// No user can be tested, or none is left to train on.
  case nobodyToMeasure
  /// A weight overflowed or is not a number.
  case notFinite(model: ModelName)
  /// `needed` and `available` are in bytes.
  case notEnoughMemory(model: ModelName, needed: Int, available: Int)
  case algebra(LinearAlgebraError)
  /// The model file cannot be written.
  case modelFile(ModelFileError)
  /// A model file that was just written cannot be loaded.
  case model(ModelError)
  /// A scratch directory cannot be created.
  case scratch(SystemCallError)
}

/// The hyperparameters of all models, in one vocabulary.
package struct Hyperparameters: Sendable {
  /// EASE: the weight of the L2 penalty; nil for the default, which depends on what counts as positive.
  package var lambda: Double?
  /// EASE: the storage of weights; nil for the one that suits the number of items.
  package var storage: EASEStorage?
  /// EASE: the weights of each item in sparse storage.
  package var weights = 200
  /// ItemKNN: the neighbours of each item.
  package var neighbours = 100
  /// ItemKNN.
  package var similarity = Similarity.cosine
  /// ItemKNN.
  package var shrinkage = 0.0

  /// Neural models.
  package var start = NeuralStart.scratch
  /// Neural models; nil for the default, which depends on the start.
  package var learningRate: Double?
  /// Neural models: the share of users who are presented as cold-start users; nil for the default.
  package var coldStartShare: Double?
  /// Neural models: whether to use age and gender.
  package var demographics = NeuralHyperparameters(.scratch, lambda: 1).demographics
  /// EASE and neural models: the share of a history that is hidden; nil for the model's default.
  package var dropout: Double?
  /// Neural models: the items drawn for each step; 0 for a softmax over all items, nil for what suits their number.
  package var negatives: Int?
  /// Neural models: passes over the users; nil to stop early.
  package var epochs: Int?
  /// Neural models.
  package var seed: UInt64 = 1

  package init() {}
}

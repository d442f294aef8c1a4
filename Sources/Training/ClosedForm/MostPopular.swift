import Scoring

/// The number of users who like each item.
package struct MostPopular: Trainer {
  package init() {}

  package var name: ModelName { .popularity }

  package var hyperparameters: [(name: String, value: String)] { [] }

  package func memory(for dataset: Dataset) -> Int { dataset.items.count * MemoryLayout<Int>.stride }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    Trained(sections: PopularityScorer.sections(counts: dataset.likes))
  }
}

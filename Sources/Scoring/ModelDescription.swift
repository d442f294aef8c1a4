import ModelFile

/// What clients are told about a model, and how its files are loaded.
package struct ModelDescription: Sendable {
  /// The raw values are the `type` of a model in `/api/models`.
  package enum Kind: String, Sendable {
    case nonNeural = "non-neural"
    case neural
  }

  package let name: ModelName
  package let kind: Kind
  /// One sentence for moviegoers.
  package let summary: String
  let load: @Sendable (ModelFile) throws(ModelError) -> any Scorer
}

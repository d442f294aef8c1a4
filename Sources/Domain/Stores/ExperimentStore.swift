/// What a worker needs to know of experiments.
package protocol ExperimentStore: AnyObject {
  func active() throws(StoreError) -> ActiveExperiments
}

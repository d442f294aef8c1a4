import ArgumentParser
import Configuration
import ModelFile
import Scoring

struct VerifyModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify every byte of the model files, including older versions, and report faults.",
    discussion: "Exits with 1 if any file has a fault. A model that has not been trained is not a fault.")

  @OptionGroup var options: ConfigurationOptions

  func run() throws {
    try reportingFailure {
      let directory = try Configuration.load(file: options.config).models
      var faults = 0
      for name in ModelName.allCases {
        let versions = ModelVersions(in: directory)
        let served = versions.path(of: name.rawValue)
        for path in [served] + (try versions.older(of: name.rawValue)).map({ "\(served).\($0)" }) {
          do throws(ModelError) {
            print("\(path): good, \(try Model.load(path, as: name).version)")
          } catch .notFound {
            print("\(path): does not exist")
          } catch {
            print("\(path): \(error)")
            faults += 1
          }
        }
      }
      guard faults == 0 else { throw FaultyFiles(count: faults) }
    }
  }
}

struct FaultyFiles: Error, CustomStringConvertible {
  let count: Int
  var description: String { count == 1 ? "one file has a fault" : "\(count) files have a fault" }
}

import ArgumentParser
import Configuration
import ModelFile
import Scoring

struct VerifyModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Read every byte of the model files, the older versions too, and name each fault.",
    discussion: "Exits with 1 if any file has a fault. A model that has not been trained is none.")

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
            print("\(path): not there")
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

import ArgumentParser
import Configuration
import Domain
import JSON
import Stores

struct ListExperiments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List experiments, the newest first.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  func run() throws {
    try reportingFailure {
      let found = try Configuration.load(file: options.config).experiments().all()
      print(json ? Self.json(found) : Self.text(found))
    }
  }

  private static func text(_ records: [ExperimentRecord]) -> String {
    table(
      [["NAME", "STARTED", "STOPPED", "KEPT", "ARMS"]]
        + records.map { record in
          [
            record.experiment.name, record.startedAt.rfc3339, record.stoppedAt?.rfc3339 ?? "-", record.kept ?? "-",
            zip(record.experiment.arms, record.experiment.weights).map { "\($0.name)=\($1)" }.joined(separator: ","),
          ]
        })
  }

  private static func json(_ records: [ExperimentRecord]) -> String {
    let object = JSONWriter.object { json in
      json.field("experiments") { json in
        json.array { list in
          for record in records {
            list.object { json in
              record.writeMembers(to: &json)
              json.field("arms") { json in
                json.array { list in
                  for (arm, weight) in zip(record.experiment.arms, record.experiment.weights) {
                    list.object { json in
                      json.field("arm", arm.name)
                      json.field("weight", weight)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return String(decoding: object, as: UTF8.self)
  }
}

extension ExperimentRecord {
  func writeMembers(to json: inout JSONWriter) {
    json.field("name", experiment.name)
    json.field("started_at", startedAt.rfc3339)
    json.field("stopped_at", stoppedAt?.rfc3339)
    json.field("kept", kept)
  }
}

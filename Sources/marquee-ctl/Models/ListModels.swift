import ArgumentParser
import Configuration
import Domain
import JSON
import ModelFile
import Scoring

struct ListModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models: what is served, how it did, and the older versions kept.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "One JSON object, for programs.")
  var json = false

  func run() throws {
    try reportingFailure {
      let directory = try Configuration.load(file: options.config).models
      let models = try ModelName.allCases.map { try ModelFiles($0, in: directory) }
      print(json ? Self.json(models) : models.map(\.text).joined(separator: "\n"))
    }
  }

  private static func json(_ models: [ModelFiles]) -> String {
    let object = JSONWriter.object { json in
      json.field("models") { $0.array { list in models.forEach { $0.write(to: &list) } } }
    }
    return String(decoding: object, as: UTF8.self)
  }
}

extension ModelFiles {
  fileprivate var text: String {
    var lines: [String] = []
    switch served {
    case .absent: lines.append("\(name.rawValue): not trained")
    case .bad(let error): lines.append("\(name.rawValue): cannot be used: \(error)")
    case .good(let model):
      lines.append("\(name.rawValue): \(model.version), trained \(model.trainedAt.rfc3339), \(model.itemCount) films")
      lines += model.hyperparameters.map { "  \($0.name) \($0.value)" }
      lines += model.figures.map { "  \($0.name) \(rounded($0.value))" }
    }
    lines += older.map { "  older: \($0)" }
    return lines.joined(separator: "\n")
  }

  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("name", name.rawValue)
      switch served {
      case .absent: json.field("state", "absent")
      case .bad(let error):
        json.field("state", "unusable")
        json.field("fault", error.description)
      case .good(let model):
        json.field("state", "served")
        json.field("version", model.version)
        json.field("trained_at", model.trainedAt.rfc3339)
        json.field("items", model.itemCount)
        json.field("figures") { json in
          json.array { list in
            for figure in model.figures {
              list.object { json in
                json.field("name", figure.name)
                json.field("value", figure.value)
              }
            }
          }
        }
      }
      json.field("older") { $0.array { list in older.forEach { list.string($0) } } }
    }
  }

  private func rounded(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
}

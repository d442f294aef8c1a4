import ArgumentParser
import Configuration
import Domain
import JSON
import ModelFile
import Scoring

struct ListModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the models: the served version, how it performed, and the older versions that are kept.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  func run() throws {
    try reportingFailure {
      let directory = try Configuration.load(file: options.config).models
      let models = try ModelName.allCases.map { try ModelFiles($0, in: directory) }
      var training: TrainingRecord?
      do throws(TrainingRecord.Unreadable) { training = try TrainingRecord.read(in: directory) } catch {
        say("marquee-ctl: \(error)")
      }
      if json {
        print(Self.json(models, training))
      } else {
        print((models.map(\.text) + [training?.text].compactMap(\.self)).joined(separator: "\n"))
      }
    }
  }

  private static func json(_ models: [ModelFiles], _ training: TrainingRecord?) -> String {
    let object = JSONWriter.object { json in
      json.field("models") { $0.array { list in models.forEach { $0.write(to: &list) } } }
      json.field("last_training") { json in
        if let training { json.encoded(training.encoded) } else { json.null() }
      }
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
      lines.append("\(name.rawValue): \(model.version), trained \(model.trainedAt.rfc3339), \(model.itemCount) movies")
      lines += model.origin.map { "  trained on: \($0.name) \($0.value)" }
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
        json.field("origin") { json in
          json.object { json in for pair in model.origin { json.field(named: pair.name, pair.value) } }
        }
        json.field("hyperparameters") { json in
          json.object { json in for pair in model.hyperparameters { json.field(named: pair.name, pair.value) } }
        }
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

extension TrainingRecord {
  fileprivate var text: String {
    let seconds = endedAt.seconds - startedAt.seconds
    var lines = [
      "last training: \(startedAt.rfc3339), \(seconds) s, \(hasSucceeded ? "succeeded" : "failed")"
    ]
    if let fault { lines.append("  \(fault)") }
    if let data {
      lines.append(
        "  from \(data.source): \(data.rows) rows, \(data.rejected) rejected; \(data.positives) positives, "
          + "\(data.users) users, \(data.items) movies")
    }
    lines += models.map { model in
      let outcome = model.outcome.rawValue.replacing("_", with: " ")
      let detail = [model.version, model.reason].compactMap(\.self).joined(separator: ", ")
      return "  \(model.model.rawValue): \(outcome)\(detail.isEmpty ? "" : ", \(detail)")"
    }
    return lines.joined(separator: "\n")
  }
}

import Domain
import ModelFile
import Scoring
import Training

/// Trains models one after another, and publishes those that the gate accepts.
struct Fitting {
  let data: TrainingData
  let directory: String
  let versions: ModelVersions
  /// The loss of NDCG@100 that is tolerated.
  let margin: Double
  /// Whether models are published even if the gate refuses them.
  let isForced: Bool
  let progress: ConsoleProgress

  /// A model that may be published.
  private struct Candidate {
    let trainer: any Trainer
    let kept: KeptVersions
    let gate: Gate
    /// Nil if the model was not measured.
    var result: EvaluationResult?
    /// Whether the gate refused the model, and `isForced` overrules it.
    var isForced = false
    /// A remark about the publication for the record; nil for none.
    var remark: String?
  }

  /// Trains all models and returns the outcome of each, in order. A model that is refused or fails does not affect the
  /// others.
  func run(
    _ trainers: [any Trainer], isMeasured: Bool, _ window: TrainingWindow
  ) throws -> [TrainingRecord.ModelRecord] {
    var window = window
    var records: [TrainingRecord.ModelRecord] = []
    var candidates = trainers.map { trainer in
      let kept = KeptVersions(of: trainer.name, in: versions)
      return Candidate(trainer: trainer, kept: kept, gate: Gate(kept, margin: margin))
    }
    if isMeasured {
      candidates = candidates.compactMap { candidate in
        let verdict = candidate.gate.verdict(on: data.origin, catalogue: data.dataset.items.count)
        return admitted(candidate, verdict, &records)
      }
      candidates = try measured(candidates, &window, &records).compactMap { candidate in
        admitted(candidate, candidate.gate.verdict(on: candidate.result?.userFigures, data.origin), &records)
      }
    }
    for candidate in candidates {
      let name = candidate.trainer.name
      guard window.admitsPublishing(name, at: .now) else {
        leaveOut(name, window, &records)
        continue
      }
      progress.subject = name.rawValue
      let start = ContinuousClock.now
      do {
        let version = try publish(candidate)
        let time = ContinuousClock.now - start + window.measuringTime(of: name)
        records.append(
          .init(
            name, .published, version: version, reason: candidate.remark,
            seconds: Int((time / .seconds(1)).rounded(.up))))
      } catch {
        progress.end()
        record(name, failure: error, &records)
      }
    }
    return trainers.compactMap { trainer in records.first { $0.model == trainer.name } }
  }

  /// The candidate with the verdict's remark; nil if it is refused, which this reports and records.
  private func admitted(
    _ candidate: Candidate, _ verdict: Gate.Verdict, _ records: inout [TrainingRecord.ModelRecord]
  ) -> Candidate? {
    let name = candidate.trainer.name
    switch verdict {
    case .accepted(nil): return candidate
    case .accepted(let remark?):
      var candidate = candidate
      candidate.remark = candidate.remark ?? "not comparable: \(remark)"
      say("\(name.rawValue) replaces the served model, with which it is not comparable: \(remark)")
      return candidate
    case .refused(let reason) where isForced:
      var candidate = candidate
      candidate.isForced = true
      candidate.remark = candidate.remark ?? "forced: \(reason)"
      say("\(name.rawValue) replaces the served model because of --force: \(reason)")
      return candidate
    case .refused(let reason):
      say("\(name.rawValue) stays as it is: \(reason). To replace it anyway: --force")
      records.append(.init(name, .refused, reason: reason))
      return nil
    }
  }

  private func record(
    _ model: ModelName, failure: any Error, _ records: inout [TrainingRecord.ModelRecord]
  ) {
    say("\(model.rawValue) stays as it is: \(failure)")
    records.append(.init(model, .failed, reason: "\(failure)"))
  }

  private func leaveOut(
    _ model: ModelName, _ window: TrainingWindow, _ records: inout [TrainingRecord.ModelRecord]
  ) {
    let reason = window.reasons[model]
    say("\(model.rawValue) stays as it is: \(reason ?? "no time is left")")
    records.append(.init(model, .leftOut, reason: reason))
  }

  /// Returns the candidates with their results, leaving out those that cannot be trained, or not in time.
  private func measured(
    _ candidates: [Candidate], _ window: inout TrainingWindow, _ records: inout [TrainingRecord.ModelRecord]
  ) throws -> [Candidate] {
    var candidates = candidates
    while !candidates.isEmpty {
      do {
        let results = try measure(candidates.map(\.trainer), &window)
        for candidate in candidates where window.reasons[candidate.trainer.name] != nil {
          leaveOut(candidate.trainer.name, window, &records)
        }
        return candidates.filter { window.reasons[$0.trainer.name] == nil }.map { candidate in
          var candidate = candidate
          candidate.result = results.first { $0.name == candidate.trainer.name.rawValue }
          return candidate
        }
      } catch TrainingError.failed(let model, let cause) {
        progress.end()
        record(model, failure: cause, &records)
        candidates.removeAll { $0.trainer.name == model }
      }
    }
    return []
  }

  private func measure(_ trainers: [any Trainer], _ window: inout TrainingWindow) throws -> [EvaluationResult] {
    let rotations = Rotations.suitable(for: data.dataset)
    // Model files of the split are as large as the final ones, and the model directory has room for those.
    let evaluation = Evaluation(data.dataset, data.ratings, scratch: directory)
    let results = EvaluationResult.pooled(
      try rotations.numbers.map { rotation in
        try evaluation.run(
          trainers, rotation: rotation, lengths: [nil], progress: progress,
          admits: { window.admits($0, at: .now) })
      })
    window.endMeasuring(at: .now)
    progress.end()
    if results.allSatisfy({ $0.test[0].users == 0 }) {
      say("\(TrainingError.nobodyToMeasure)")
    } else {
      print(FiguresTable.header)
      for result in results { print(FiguresTable.line(result.name, rotations.name, context: nil, result.test[0])) }
    }
    return results
  }

  /// Trains on all users and publishes the model. Returns its version.
  private func publish(_ candidate: Candidate) throws -> String {
    let (trainer, result) = (candidate.trainer, candidate.result)
    let start = ContinuousClock.now
    let settled = result.map { trainer.settled(by: $0.outcome) } ?? trainer
    var contents = try settled.model(
      of: data.dataset, at: .now(), figures: result?.figures ?? [], progress: progress)
    var origin = data.origin
    origin.isForced = candidate.isForced
    contents.origin = origin.pairs
    contents.userFigures = result?.userFigures
    contents.sections += NewItems.sections(likes: RatedItems.likes(data.dataset, data.ratings))
    if let ratings = data.ratings {
      contents.sections += try ChanceFit(ratings).chance(result?.scoreEffects ?? []).sections
    }
    progress.begin("writing", expected: nil)
    let version = try versions.publish(contents, keeping: candidate.kept.best(like: data.origin))
    let seconds = rounded((ContinuousClock.now - start) / .seconds(1), 1)
    progress.end()
    say(
      """
      \(trainer.name.rawValue) \(version) is in \(directory), trained and written in \(seconds) s; peak memory \
      \(peakMemory() >> 20) MiB
      """)
    return version
  }
}

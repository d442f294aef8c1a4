import Domain
import HTTP
import JSON

/// The elements of a batch. Valid and faulty ones are kept apart, so that the answer lists all faults, not just the
/// first.
struct InteractionBatch {
  /// The elements without a fault so far.
  private(set) var interactions: [NewInteraction] = []
  /// The index in the batch of each of `interactions`.
  private var indices: [Int] = []
  /// By index in the batch.
  private var faults: [Int: [HTTPError.Fault]] = [:]
  private let size: Int

  static let maximumSize = 1_000
  /// Bounds the number of fields in all elements together; a valid batch has fewer.
  static let maximumNames = 8_192

  /// Throws `INVALID_FIELD` unless there are 1 to 1,000 elements.
  init(_ elements: [JSONValue], _ catalogue: Catalogue) throws(HTTPError) {
    guard (1...Self.maximumSize).contains(elements.count) else {
      throw .invalid("interactions", "must have 1 to \(Self.maximumSize) elements")
    }
    size = elements.count
    for (index, element) in elements.enumerated() {
      do throws(HTTPError) {
        let body = try Body(element, allowed: InteractionFields.names)
        interactions.append(try InteractionFields.interaction(body, catalogue))
        indices.append(index)
      } catch {
        faults[index] = error.allFaults.map { fault in
          .init(index: index, field: fault.field, code: fault.code, message: fault.message)
        }
      }
    }
  }

  var hasFaults: Bool { !faults.isEmpty }

  /// - Parameter conflicts: their indices refer to `interactions`.
  mutating func add(_ conflicts: [KeyConflict]) {
    for conflict in conflicts {
      let index = indices[conflict.index]
      faults[index] = [
        .init(index: index, field: "event_id", code: .eventConflict, message: conflict.reason.message)
      ]
    }
  }

  /// - Parameter positions: indices into `interactions`.
  mutating func addUnknownOrigins(at positions: [Int]) {
    let fault = HTTPError.unknownOrigin
    for position in positions {
      let index = indices[position]
      faults[index] = [.init(index: index, field: fault.field, code: fault.code, message: fault.message)]
    }
  }

  /// All faults by index, under the code of the first. The batch must have one.
  var error: HTTPError {
    let faults = faults.sorted { $0.key < $1.key }
    let (index, first) = (faults[0].key, faults[0].value[0])
    var error = HTTPError(
      first.code, "\(faults.count) of \(size) interactions have a fault. Nothing was saved.",
      details: "interactions[\(index)]: \(first.message)")
    error.faults = faults.flatMap(\.value)
    return error
  }
}

extension HTTPError {
  static var unknownOrigin: HTTPError {
    .invalid("recommendation_id", "must name a list that was recommended to you and has the movie, at 'place' if given")
  }
}

extension KeyConflict.Reason {
  var message: String {
    switch self {
    case .otherBody: "'event_id' has been used for another interaction."
    case .deleted: "'event_id' has been used for an interaction that has since been deleted."
    }
  }
}

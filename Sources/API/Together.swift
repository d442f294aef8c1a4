import HTTP

/// Makes a handler for an endpoint whose requests may arrive together: the store does the work of all of them at once.
/// - Parameters:
///   - prepare: reads one request.
///   - work: called once for all requests that were read without an error.
///   - respond: answers one request.
func together<Question, Answer>(
  prepare: @escaping @Sendable (Request, Services) throws(HTTPError) -> Question,
  work: @escaping @Sendable ([Question], Services) -> [Result<Answer, HTTPError>],
  respond: @escaping @Sendable (Answer) throws(HTTPError) -> Response
) -> Router<Services>.GroupHandler {
  { requests, services in
    let prepared = requests.map { request in
      Result { () throws(HTTPError) in try prepare(request, services) }
    }
    return prepared.workingTogether { work($0, services) }.map { answer in
      answer.flatMap { answer in Result { () throws(HTTPError) in try respond(answer) } }
    }
  }
}

extension Array {
  /// The outcomes of these questions, in their order. A question that has failed already keeps its failure.
  /// - Parameter work: called once for all others; gives an outcome for each, in their order.
  func workingTogether<Question, Answer>(
    _ work: ([Question]) -> [Result<Answer, HTTPError>]
  ) -> [Result<Answer, HTTPError>] where Element == Result<Question, HTTPError> {
    let questions = compactMap { try? $0.get() }
    var outcomes = questions.isEmpty ? [] : work(questions)[...]
    return map { question in question.flatMap { _ in outcomes.removeFirst() } }
  }
}

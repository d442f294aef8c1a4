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
    let questions = prepared.compactMap { try? $0.get() }
    var answers = questions.isEmpty ? [] : work(questions, services)[...]
    return prepared.map { question in
      question.flatMap { _ in answers.removeFirst() }.flatMap { answer in
        Result { () throws(HTTPError) in try respond(answer) }
      }
    }
  }
}

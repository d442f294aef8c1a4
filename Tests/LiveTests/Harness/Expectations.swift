import Testing

/// Expects an error in the shape that all errors have.
func expectError(
  _ answer: HTTPAnswer, _ status: Int, _ code: String, mentioning word: String? = nil,
  at location: SourceLocation = #_sourceLocation
) throws {
  let text = String(decoding: answer.body, as: UTF8.self)
  #expect(answer.status == status, "\(text)", sourceLocation: location)
  #expect(answer.all("Content-Type") == ["application/json"], sourceLocation: location)
  expectRequestID(answer, at: location)
  let json = try answer.json
  #expect(json["error"] == .string(code), "\(text)", sourceLocation: location)
  #expect(json["message"]?.string?.isEmpty == false, "\(text)", sourceLocation: location)
  #expect(json.keys.isSubset(of: ["error", "message", "details", "errors"]), "\(text)", sourceLocation: location)
  if let details = json["details"] { #expect(details.string != nil, "\(text)", sourceLocation: location) }
  if let word { #expect(text.contains(word), "\(text)", sourceLocation: location) }
  if status == 401 { #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true, sourceLocation: location) }
  if status == 405 { #expect(answer.all("Allow").count == 1, sourceLocation: location) }
  if ["RATE_LIMITED", "OVERLOADED", "SERVICE_UNAVAILABLE", "DATABASE_UNAVAILABLE"].contains(code) {
    #expect(answer.all("Retry-After").count == 1, sourceLocation: location)
  }
}

/// Expects that the response carries the id that nginx gave the request, exactly once.
func expectRequestID(_ answer: HTTPAnswer, at location: SourceLocation = #_sourceLocation) {
  let ids = answer.all("X-Request-ID")
  #expect(ids.count == 1, sourceLocation: location)
  #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) }, "\(ids)", sourceLocation: location)
}

/// Expects that reads whose worker ended were repeated on another one, except for those that had taken a second by
/// then: nginx takes them for the cause (marquee-http.conf).
func expectRepeats(
  _ result: Load.Result, on site: LiveSite, at location: SourceLocation = #_sourceLocation
) throws {
  #expect(result.failures == [] && Set(result.answers.keys).isSubset(of: [200, 502]), sourceLocation: location)
  #expect(result.lost.count == result.answers[502] ?? 0, sourceLocation: location)
  for id in result.lost {
    // nginx writes its log once a second.
    #expect(eventually { site.accessLog.contains(id) }, sourceLocation: location)
    let line = try #require(site.accessLog.split(separator: "\n").first { $0.contains(id) }, sourceLocation: location)
    let seconds = try JSON(Array(line.utf8))["worker_seconds"]?.string ?? ""
    #expect(seconds.split { ",: ".contains($0) }.contains { Double($0) ?? 0 >= 1 }, "\(line)", sourceLocation: location)
  }
}

func expectSuccess(
  _ answer: HTTPAnswer, _ status: Int, at location: SourceLocation = #_sourceLocation
) throws -> JSON {
  let text = String(decoding: answer.body.prefix(2_000), as: UTF8.self)
  try #require(answer.status == status, "\(text)", sourceLocation: location)
  #expect(answer.all("Content-Type") == ["application/json"], sourceLocation: location)
  expectRequestID(answer, at: location)
  return try answer.json
}

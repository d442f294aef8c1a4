import JSON
import Testing

struct OriginalClientTests {
  @Test func `the whole catalogue by id, with its own dates`() throws {
    let answer = try Site().send("GET", "/init")
    #expect(
      answer.text.hasPrefix(
        #"{"result":[{"id":0,"title":"The Zero","genre":"Drama, Sci-Fi","date":"1999-May-01"},"#
          + #"{"id":5,"title":"Five","genre":"","date":null}"#))
  }

  @Test func `recommendations of the same shape; unknown fields are ignored`() throws {
    let answer = try Site().send("POST", "/recommend", #"{"context":[0],"model":"EASE","colour":"red"}"#)
    #expect(
      answer.text
        == #"{"result":[{"id":7,"title":"Seven","genre":"Crime","date":"1995-Jan-01"},"#
        + #"{"id":5,"title":"Five","genre":"","date":null}]}"#)
  }

  @Test func `health is what it always was`() throws {
    #expect(try Site().send("GET", "/api/health").text == #"{"status":"healthy","service":"recommendation-api"}"#)
  }
}

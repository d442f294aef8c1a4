import FastCGI
import Testing

struct AllowedClientsTests {
  @Test func `addresses are compared, not how they are written`() throws {
    let clients = try #require(AllowedClients(["127.0.0.1", "2001:db8::1"]))
    #expect(clients.allows("127.0.0.1") && clients.allows("::ffff:127.0.0.1") && clients.allows("2001:DB8:0::1"))
    #expect(!clients.allows("127.0.0.2") && !clients.allows("::1") && !clients.allows("localhost"))
  }

  @Test(arguments: ["127.1", "localhost", "10.0.0.0/8", "::g", ""]) func `what is no address is refused`(text: String) {
    #expect(AllowedClients([text]) == nil)
  }
}

import FastCGI
import Testing

struct AllowedClientsTests {
  @Test func `addresses are compared regardless of their spelling`() throws {
    let clients = try #require(AllowedClients(["127.0.0.1", "2001:db8::1"]))
    #expect(clients.allows("127.0.0.1") && clients.allows("::ffff:127.0.0.1") && clients.allows("2001:DB8:0::1"))
    #expect(!clients.allows("127.0.0.2") && !clients.allows("::1") && !clients.allows("localhost"))
  }

  @Test func `a network contains all addresses with its prefix`() throws {
    let clients = try #require(AllowedClients(["10.1.0.0/16", "192.0.2.128/25", "2001:db8::/33", "198.51.100.7/32"]))
    for address in ["10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "192.0.2.200", "2001:db8:7fff::1", "198.51.100.7"] {
      #expect(clients.allows(address), "\(address)")
    }
    for address in ["10.2.0.0", "10.0.255.255", "192.0.2.127", "2001:db8:8000::", "198.51.100.6", "::10.1.0.0"] {
      #expect(!clients.allows(address), "\(address)")
    }
    let all = try #require(AllowedClients(["0.0.0.0/0"]))
    #expect(all.allows("203.0.113.9") && !all.allows("2001:db8::1"))
    #expect(try #require(AllowedClients(["::/0"])).allows("203.0.113.9"))
  }

  @Test(arguments: [
    "127.1", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129", "::g", "",
  ]) func `a text that is not an address is refused`(text: String) {
    #expect(AllowedClients([text]) == nil)
  }
}

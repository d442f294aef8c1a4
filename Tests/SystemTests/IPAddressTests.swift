import Testing

@testable import System

struct IPAddressTests {
  @Test func `an IPv4 address mapped into IPv6 is the same as the plain one`() throws {
    let (plain, mapped) = (try #require(IPAddress("10.1.2.3")), try #require(IPAddress("::ffff:10.1.2.3")))
    #expect(plain.bytes == [10, 1, 2, 3] && mapped.bytes.count == 16)
    #expect(mapped.unmapped == plain && plain.inIPv6 == mapped.bytes && plain.text == "10.1.2.3")
  }

  @Test func `an IPv6 address is written in its short form`() {
    #expect(IPAddress("2001:DB8:0:0::1")?.text == "2001:db8::1")
    #expect(IPAddress("2001:db8::1")?.unmapped.text == "2001:db8::1")
  }

  @Test(arguments: ["", "10.1.2", "10.1.2.3.4", "10.1.2.3/8", "host", "unix:", "1:2", ":::1"])
  func `a text that is no IP address is refused`(text: String) { #expect(IPAddress(text) == nil) }

  @Test func `the peer of a Unix socket is local, and without a socket it is gone`() throws {
    let (one, other) = try Socket.pair(blocks: true)
    defer { [one, other].forEach(Socket.close) }
    #expect(Peer(of: one) == .local && Peer(of: -1) == .disconnected)
  }
}

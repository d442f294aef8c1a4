import FastCGI
import Testing

struct ConnectionsTests {
  @Test func `a worker that serves is never finished`() {
    #expect(!Connections().isFinished)
  }

  @Test func `a retiring worker is finished when its last connection closes`() {
    var connections = Connections()
    connections.accepted()
    connections.accepted()
    connections.becameIdle(7)
    connections.retire()
    #expect(!connections.isFinished)
    connections.closed()
    #expect(!connections.isFinished)
    connections.closed()
    #expect(connections.isFinished)
  }

  @Test func `a connection that is being served is not idle`() {
    var connections = Connections()
    connections.accepted()
    connections.becameIdle(7)
    connections.becameBusy(7)
    #expect(connections.idle.isEmpty && connections.open == 1)
  }
}

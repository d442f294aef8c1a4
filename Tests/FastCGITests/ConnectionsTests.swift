import FastCGI
import Testing

struct ConnectionsTests {
  @Test func `a worker that serves is never finished`() {
    #expect(!Connections().isFinished)
  }

  @Test func `a retiring worker is finished when its last connection closes`() {
    var connections = Connections()
    connections.opened(6)
    connections.opened(7)
    connections.unwatch(7)
    connections.retire()
    #expect(!connections.isFinished)
    connections.closed(6)
    #expect(!connections.isFinished)
    connections.closed(7)
    #expect(connections.isFinished)
  }

  @Test func `a connection that a slot serves without leading is open and not watched`() {
    var connections = Connections()
    connections.opened(7)
    connections.unwatch(7)
    #expect(connections.watched.isEmpty && connections.open == 1)
    connections.watch(7)
    #expect(connections.watched == [7] && connections.open == 1)
  }
}

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
    let isOurs = connections.becameBusy(7)
    #expect(isOurs)
    #expect(connections.idle.isEmpty && connections.open == 1)
  }

  @Test func `a connection that was handed over is nobody's to serve any more`() {
    var connections = Connections()
    connections.accepted()
    connections.becameIdle(7)
    connections.handedOver(7)
    let isOurs = connections.becameBusy(7)
    #expect(!isOurs && connections.open == 0)
  }

  @Test func `slots are stuck when all are busy at two looks and none has finished in between`() {
    var connections = Connections()
    connections.slots = 2
    connections.accepted()
    var looks = [connections.shouldLook()]
    connections.accepted()
    looks += [connections.shouldLook(), connections.shouldLook()]
    #expect(looks == [false, true, false])
    var seen = [connections.look()]
    // One is answered, and the next request begins at once.
    connections.becameIdle(7)
    _ = connections.becameBusy(7)
    seen += [connections.look(), connections.look()]
    connections.closed()
    seen.append(connections.look())
    #expect(seen == [.stuck, .busy, .stuck, .free])
    connections.accepted()
    let shouldLook = connections.shouldLook()
    #expect(shouldLook)
  }
}

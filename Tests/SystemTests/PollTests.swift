import Foundation
import Testing

@testable import System

struct PollTests {
  @Test func `only descriptors with bytes are readable`() throws {
    let (one, other) = try Socket.pair(blocks: true)
    defer { [one, other].forEach(Socket.close) }
    #expect(Poll.readable([one, nil, other], timeout: .zero) == [false, false, false])
    Socket.send(packet: [1], to: one)
    #expect(Poll.readable([one, nil, other], timeout: nil) == [false, false, true])
    #expect(Poll.wait(for: [.readable, .writable], of: other, timeout: nil) == [.readable, .writable])
    #expect(Poll.wait(for: .readable, of: one, timeout: .milliseconds(1)) == [])
  }

  @Test func `a closed connection counts as ready for everything`() throws {
    let (one, other) = try Socket.pair(blocks: true)
    defer { Socket.close(other) }
    Socket.close(one)
    #expect(Poll.readable([other], timeout: nil) == [true])
    #expect(Poll.wait(for: [.readable, .urgent], of: other, timeout: nil) == [.readable, .urgent])
    #expect(Socket.peek(other) == .closed)
  }

  @Test(arguments: [
    (Duration.zero, Int32(0)), (.nanoseconds(1), 1), (.milliseconds(7), 7), (.microseconds(7_001), 8),
    (.seconds(-1), 0),
    (.seconds(1 << 40), Int32.max),
  ])
  func `a timeout is rounded up to milliseconds`(timeout: Duration, milliseconds: Int32) {
    #expect(timeout.pollTimeout == milliseconds)
  }

  @Test func `epoll reports a flag once it is raised, and again until it is removed`() {
    let (epoll, flag) = (Epoll(), EventFlag())
    var events = Epoll.Events(maximum: 4)
    epoll.add(flag.descriptor)
    epoll.wait(&events, timeout: .zero)
    #expect(events.count == 0)
    flag.raise()
    for _ in 0..<2 {
      epoll.wait(&events)
      #expect(events.count == 1 && events[0] == flag.descriptor)
    }
    epoll.remove(flag.descriptor)
    epoll.wait(&events, timeout: .zero)
    #expect(events.count == 0)
  }
}

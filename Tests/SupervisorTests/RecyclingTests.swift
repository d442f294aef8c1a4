import Testing

@testable import Supervisor

struct RecyclingTests {
  @Test func `each worker gets a share of its own, up to a fifth above the maximum`() {
    var next = [0, 20, 7].makeIterator()
    var recycling = Recycling(maximumRequests: 100) { range in
      #expect(range == 0...20)
      return next.next() ?? 0
    }
    let due = [(1, 99), (1, 100), (2, 119), (2, 120), (3, 106), (3, 107)].map {
      recycling.isDue(Int32($0.0), requests: $0.1)
    }
    #expect(due == [false, true, false, true, false, true])
  }

  @Test func `a reused process id gets a new share`() {
    var next = [0, 20].makeIterator()
    var recycling = Recycling(maximumRequests: 100) { _ in next.next() ?? 0 }
    #expect(recycling.isDue(1, requests: 100) == true)
    recycling.forget(1)
    #expect(recycling.isDue(1, requests: 100) == false)
  }

  @Test func `without a maximum no worker is recycled`() {
    var recycling = Recycling(maximumRequests: nil) { $0.upperBound }
    #expect(recycling.isDue(1, requests: .max) == false)
  }
}

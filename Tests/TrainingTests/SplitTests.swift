import Domain
import LinearAlgebra
import Scoring
import Testing

@testable import Training

/// The hashes of the protocol against vectors that every implementation shares, and the splits that follow from them.
struct SplitTests {
  @Test(
    arguments: [
      (0, 0xe220_a839_7b1d_cdaf), (1, 0x910a_2dec_8902_5cc1), (2, 0x9758_35de_1c97_56ce), (943, 0xd1d9_05a7_9f8d_eec5),
      (1 << 63, 0x481e_c0a2_12a9_f3db),
    ] as [(UInt64, UInt64)])
  func `splitmix64 has its published values`(value: UInt64, hash: UInt64) {
    #expect(mix64(value) == hash)
  }

  @Test(arguments: [(1, 6), (2, 7), (3, 5), (10, 5), (100, 0), (943, 2)] as [(UserID, Int)])
  func `users fall into the buckets of the protocol`(user: UserID, bucket: Int) {
    #expect(Split.bucket(of: user) == bucket)
  }

  @Test(
    arguments: [
      (1, 1, 0x89c6_b79e_1d39_dd80), (1, 2, 0xa6ac_6a00_e3f5_01cc), (196, 242, 0xcd45_bb29_9a58_6216),
      (943, 1_682, 0x117c_83cb_7a4f_33e8),
    ] as [(UserID, ItemID, UInt64)])
  func `items of a user have the keys of the protocol`(user: UserID, item: ItemID, key: UInt64) {
    #expect(HeldOutUser.key(user, item) == key)
  }

  @Test func `negative and extreme user ids have buckets, too`() {
    for id: UserID in [.min, -1, 0, .max] { #expect((0..<10).contains(Split.bucket(of: id))) }
  }

  @Test func `each user is tested in one rotation, and validated in at most one`() {
    for user: UserID in 1...500 {
      let roles = Split.rotations.map { Split.role(of: user, in: $0) }
      #expect(roles.count { $0 == .test } == 1)
      #expect(roles.count { $0 == .validation } <= 1)
    }
  }

  @Test func `no user is tested or validated and trained on`() {
    let dataset = SmallDataset.random(users: 200, items: 20, seed: 1)
    for rotation in Split.rotations {
      let split = Split(dataset, rotation: rotation)
      let heldOut = Set((split.test + split.validation).map(\.user))
      #expect(heldOut.isDisjoint(with: split.train.users))
      #expect(split.train.users.count + heldOut.count <= dataset.users.count)
      #expect(split.train.items == dataset.items)
    }
  }

  @Test func `a fifth of the items, rounded down and first by key, are the targets`() throws {
    let user = try #require(HeldOutUser(user: 7, likes: 1...14))
    #expect(user.targets.count == 2 && user.context.count == 12)
    let ordered = (1...14).sorted { HeldOutUser.key(7, $0) < HeldOutUser.key(7, $1) }
    #expect(user.targets + user.context == ordered)
  }

  @Test func `users with fewer than five items are left out`() {
    #expect(HeldOutUser(user: 1, likes: 1...4) == nil)
    #expect(HeldOutUser(user: 1, likes: 1...5)?.targets.count == 1)
  }

  @Test func `in a temporal split the last item is the target, and the others are trained on`() {
    var builder = DatasetBuilder()
    for (item, time) in [(30, 1), (10, 3), (20, 3), (5, 2)] as [(ItemID, Int64)] {
      builder.add(SmallDataset.rating(1, item, 5, at: time))
    }
    builder.add(SmallDataset.rating(2, 5, 5, at: 0))
    let split = TemporalSplit(builder.build(.liked))
    // Items 10 and 20 have the same time, so that the higher id is the last.
    #expect(split.test == [HeldOutUser(user: 1, context: [30, 5, 10], targets: [20])])
    #expect(split.train.positives == SparseMatrix(columns: 4, [[0, 1, 3], [0]]))
    #expect(split.train.times == [2, 3, 1, 0].map { Timestamp(seconds: $0) })
  }
}

/// Picks a random number from 0 to below its argument, to decide about work that is done only now and then. Ids cannot
/// decide: a cluster assigns them in steps of its own, and so leaves some remainders out.
package typealias Draw = (_ count: Int) -> Int

package func drawAtRandom(_ count: Int) -> Int { Int.random(in: 0..<count) }

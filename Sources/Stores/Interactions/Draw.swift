/// Picks a number at random, from 0 to below its argument: for work that is done now and then and not each time. An id
/// tells no such moments: a cluster gives them in steps of its own, and leaves some remainders out.
package typealias Draw = (_ count: Int) -> Int

package func drawAtRandom(_ count: Int) -> Int { Int.random(in: 0..<count) }

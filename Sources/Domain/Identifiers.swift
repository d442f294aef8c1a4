/// Ids are opaque, never positions: 0, negative and huge ids are all legal.
package typealias MovieID = Int64
package typealias UserID = Int64
package typealias InteractionID = Int64

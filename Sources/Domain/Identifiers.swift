/// Ids are data, never positions: 0, negative and huge ones are all legal and all mean just themselves.
package typealias MovieID = Int64
package typealias UserID = Int64
package typealias InteractionID = Int64

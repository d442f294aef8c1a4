import Domain

/// The id of an item. Models know items and users by their ids alone; in Marquee every item is a movie.
package typealias ItemID = MovieID

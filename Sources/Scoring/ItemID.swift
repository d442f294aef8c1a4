import Domain

/// The id of an item. Models know items and users only by their ids. In Marquee every item is a movie.
package typealias ItemID = MovieID

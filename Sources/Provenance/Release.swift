/// Which Marquee this is. `scripts/package` begins the package's version with it.
package enum Release {
  package static let version = "2026.12"
}

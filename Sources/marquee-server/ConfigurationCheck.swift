import Configuration
import Logs
import Scoring
import Supervisor
import System

/// Checks everything that the pool opens and creates, as the user that will do it, without creating anything. Prints
/// all faults except the last, and throws that one.
/// - Parameters:
///   - account: the account that the pool will run as; nil for the current one.
///   - config: see `Configuration.load`.
func checkConfiguration(_ settings: ServerSettings, _ account: UnixAccount?, config: String?) throws {
  let keys = Set(Setting.all.map(\.key))
  var places = PlaceCheck()
  places.look(atStartOf: settings.configuration, keys: keys)
  if let account {
    try account.become()
    // The pool's user reads the files again at each reload.
    _ = try ServerSettings(config: config)
    places.look(atLogOf: settings.configuration, keys: keys)
  }
  places.look(atModelsOf: settings.configuration, keys: keys)
  places.look(atSecretsOf: settings.configuration)
  for note in places.notes + ModelDirectory(settings.configuration.models).damaged { print("Note: \(note).") }
  for fault in places.faults.dropLast() { LogOutput.standardError.write(Array("marquee-server: \(fault)\n".utf8)) }
  if let fault = places.faults.last { throw fault }
  try checkConnections(settings)
  print("The configuration is good.")
}

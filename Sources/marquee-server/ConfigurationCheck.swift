import Configuration
import Logs
import Scoring
import Supervisor

/// Looks at all that the pool opens and makes, with the eyes of who does it, and makes nothing. Throws a fault, after
/// it has said the others.
/// - Parameters:
///   - account: whom the pool becomes; nil if it stays who it is.
///   - config: see `Configuration.load`.
func checkConfiguration(_ settings: ServerSettings, _ account: Account?, config: String?) throws {
  let keys = Set(Setting.all.map(\.key))
  var places = PlaceCheck()
  places.look(atStartOf: settings.configuration, keys: keys)
  if let account {
    try account.become()
    // It reads the files again at each reload.
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

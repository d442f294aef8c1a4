import Glibc
import TestCases

/// What happens to a site and its database.
enum Trouble: CaseIterable {
  case killWorker, freezeWorker, freezeMaster, reload, replaceWorkers, killMaster, restartMaster, upgrade
  case freezeDatabase, killDatabase, restartDatabase
  case reloadNginx, freezeNginx, restartNginx, killNginx

  /// - Parameter seconds: how long it lasts, if it does.
  func happen(to site: LiveSite, _ database: DatabaseServer, for seconds: Double) throws {
    switch self {
    case .killWorker: try site.workers().first.map { _ = kill($0, SIGKILL) }
    case .freezeWorker: hold(try Array(site.workers().prefix(1)), for: seconds)
    case .freezeMaster: hold([site.server.id], for: seconds)
    case .reload: site.server.signal(SIGHUP)
    case .replaceWorkers: site.server.signal(SIGUSR2)
    case .killMaster:
      try site.killServer()
    case .restartMaster: try site.restartServer()
    case .upgrade: try site.upgradeServer()
    case .freezeDatabase:
      try database.freeze()
      pause(seconds)
      try database.thaw()
    case .killDatabase:
      try database.kill()
      // Waits until it has ended.
      try database.stop()
      try database.start()
    case .restartDatabase:
      try database.stop()
      try database.start()
    case .reloadNginx: site.reloadNginx()
    case .freezeNginx: hold(try [site.nginx.id] + children(of: site.nginx.id), for: seconds)
    case .restartNginx: try site.restartNginx()
    case .killNginx: try site.killNginx()
    }
  }

  private func hold(_ processes: [pid_t], for seconds: Double) {
    freeze(processes)
    pause(seconds)
    thaw(processes)
  }
}

import Stores

/// What makes a site of a machine with Debian's MariaDB and nginx, and the package of Marquee. Everything that can be
/// known is taken from there: nothing is asked.
struct SetupPlan: Equatable {
  /// The port that nginx answers on.
  var port = 80
  /// The public name; nil for any.
  var host: String?
  /// HTTPS; nil for HTTP.
  var tls: Certificate?
  /// What to import; nil for nothing.
  var data: DataSet?

  enum DataSet: Equatable {
    /// The path of a folder.
    case folder(String)
    /// MovieLens 100K.
    case demo
  }

  /// The files of a certificate with its chain, and of its key.
  struct Certificate: Equatable {
    let chain: String
    let key: String
    /// Whom Let's Encrypt may write to about the certificate, if certbot fetches it; nil if the files are there.
    var email: String?

    /// A certificate that Debian's certbot fetches, and renews by its timer.
    static func fetched(for email: String) -> Certificate {
      let folder = "/etc/letsencrypt/live/marquee"
      return Certificate(chain: "\(folder)/fullchain.pem", key: "\(folder)/privkey.pem", email: email)
    }
  }

  var steps: [SetupStep] {
    [database, schema] + Account.all.flatMap { [$0.secret, $0.account] } + Account.all.compactMap(\.configuration)
      + [trainer, migrations] + (data == .demo ? [demo] : []) + (data == nil ? [] : [imported]) + [units]
      + (data == nil ? [] : [trained]) + (port == 80 ? [welcomePage] : []) + certificate + [site, nginx, proof]
  }

  /// Every step that may have been made, with whatever options, so that it can be taken back.
  static let all = SetupPlan(tls: .fetched(for: ""), data: .demo).steps

  /// The address of the site, as a word of the shell. Without a name it is that of the machine's first interface, if it
  /// has any but the loopback.
  var address: String { address(of: host ?? "$(set -- $(hostname -I) 127.0.0.1; echo $1)") }

  private func address(of machine: String) -> String {
    tls == nil ? "http://\(machine)" + (port == 80 ? "" : ":\(port)") : "https://\(machine)"
  }

  /// `curl` that asks this machine for the site, whatever the name is known as elsewhere, and whoever signed the
  /// certificate.
  private func curl(_ path: String, _ options: String) -> String {
    "curl -sfk --connect-to ::127.0.0.1: \(options) \(address(of: host ?? "127.0.0.1"))\(path)"
  }

  /// Succeeds if the answer is 200: a redirection comes from the site as it was before.
  private func isServed(_ path: String) -> String {
    "test \"$(\(curl(path, "-m 5 -o /dev/null -w '%{http_code}'")))\" = 200"
  }

  private static let folder = "/etc/marquee"

  /// An account of the database. Each program has its own, which may do only what it needs.
  private struct Account {
    let name: String
    let file: String
    /// The group that may read the secret.
    let group: String
    let rights: String
    /// The configuration of programs that use the account; nil for the pool's, which the package has.
    let configurationFile: String?

    static let all = [
      Account(
        name: "marquee", file: "\(folder)/database-password", group: "marquee",
        rights: "SELECT, INSERT, UPDATE, DELETE", configurationFile: nil),
      Account(
        name: "marquee_train", file: "\(folder)/train-password", group: "marquee", rights: "SELECT",
        configurationFile: "\(folder)/train.conf"),
      Account(
        name: "marquee_admin", file: "\(folder)/admin-password", group: "root", rights: "ALL PRIVILEGES",
        configurationFile: SetupPlan.administrator),
    ]

    var secret: SetupStep {
      SetupStep(
        id: "secret-\(name)", name: "the password of \(name) is in \(file)", check: "test -s \(file)",
        command: """
          install -m 640 -o root -g \(group) /dev/null \(file)
          openssl rand -base64 36 >\(file)
          """,
        undo: "rm -f \(file)", remedy: "Can root write to \(folder)? df -h \(folder)")
    }

    var account: SetupStep {
      SetupStep(
        id: "account-\(name)", name: "\(name) has an account at the database",
        check: "MYSQL_PWD=$(cat \(file)) mariadb --user=\(name) --database=marquee -e 'DO 0'",
        command: """
          {
            echo "CREATE USER IF NOT EXISTS '\(name)'@'localhost';"
            echo "ALTER USER '\(name)'@'localhost' IDENTIFIED BY '$(cat \(file))';"
            echo "GRANT \(rights) ON marquee.* TO '\(name)'@'localhost';"
          } | mariadb
          """,
        obstacle:
          #"mariadb -N -e "SELECT 1 FROM mysql.user WHERE user = '\#(name)' AND host = 'localhost'" | grep -q 1"#,
        undo: removal,
        remedy: """
          Root must be an administrator of MariaDB, as in Debian: mariadb -e 'SHOW GRANTS'. If the account was there \
          before, write its password to \(file). If it is left from an earlier installation, whose passwords went with \
          apt purge: \(removal)
          """)
    }

    private var removal: String { #"mariadb -e "DROP USER IF EXISTS '\#(name)'@'localhost'""# }

    var configuration: SetupStep? {
      configurationFile.map { path in
        SetupStep(
          id: "configuration-\(name)", name: "\(path) names its account", check: "test -e \(path)",
          command: """
            install -m 644 /dev/stdin \(path) <<'END'
            # Written by marquee-ctl setup. marquee.conf has the settings of the pool.
            database_user = \(name)
            database_password_file = \(file)
            END
            """,
          undo: "rm -f \(path)", remedy: "Can root write to \(folder)? df -h \(folder)")
      }
    }
  }

  /// The configuration with which the schema is changed and data are imported.
  static let administrator = "\(folder)/admin.conf"

  private var database: SetupStep {
    SetupStep(
      id: nil, name: "MariaDB runs", check: "mariadb -e 'DO 0'",
      command: """
        systemctl enable --now mariadb.service
        mariadb -e 'DO 0'
        """,
      remedy: "Is it installed? apt install mariadb-server; then: systemctl status mariadb.service")
  }

  private var schema: SetupStep {
    SetupStep(
      id: "schema", name: "there is a database marquee",
      check: #"mariadb -N -e "SHOW DATABASES LIKE 'marquee'" | grep -q ."#,
      command: "mariadb -e 'CREATE DATABASE marquee CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci'",
      undo: "mariadb -e 'DROP DATABASE IF EXISTS marquee'", undoesData: true,
      remedy: "Root must be an administrator of MariaDB, as in Debian: mariadb -e 'SHOW GRANTS'")
  }

  private var trainer: SetupStep {
    let folder = "/etc/systemd/system/marquee-train.service.d"
    return SetupStep(
      id: "trainer", name: "the nightly training uses its own account", check: "test -e \(folder)/setup.conf",
      command: """
        install -d \(folder)
        install -m 644 /dev/stdin \(folder)/setup.conf <<'END'
        # Written by marquee-ctl setup.
        [Service]
        Environment=MARQUEE_CONFIG=\(Self.folder)/train.conf
        END
        systemctl daemon-reload
        """,
      undo: """
        rm -f \(folder)/setup.conf
        rmdir \(folder) 2>/dev/null || true
        systemctl daemon-reload
        """, remedy: "systemctl status marquee-train.service")
  }

  private var migrations: SetupStep {
    SetupStep(
      id: nil, name: "the schema is at version \(DatabaseSchema.expectedVersion)",
      check: """
        number=$(mariadb -N marquee -e 'SELECT MAX(number) FROM schema_migrations')
        test $number -ge \(DatabaseSchema.expectedVersion)
        """,
      command: "marquee-ctl migrate --config \(Self.administrator)",
      remedy: "Mend what it reports, and run setup again: it goes on at the statement that failed.")
  }

  private static let demoFolder = "/var/lib/marquee/movielens"

  /// MovieLens 100K of GroupLens, as the Python package RecBole has it among its examples.
  static let movieLens = (
    package: "recbole==1.2.1", sha256: "9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407",
    folder: "recbole/dataset_example/ml-100k"
  )

  private var demo: SetupStep {
    SetupStep(
      id: "demo", name: "MovieLens 100K is in \(Self.demoFolder)", check: "test -d \(Self.demoFolder)",
      command: """
        python3 -m pip --version >/dev/null 2>&1 || apt-get install --yes --no-install-recommends python3-pip
        folder=$(mktemp -d)
        echo '\(Self.movieLens.package) --hash=sha256:\(Self.movieLens.sha256)' >$folder/requirements.txt
        python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
          --requirement $folder/requirements.txt --dest $folder
        python3 -m zipfile -e $folder/*.whl $folder
        mv $folder/\(Self.movieLens.folder) \(Self.demoFolder)
        rm -rf $folder
        """,
      undo: "rm -rf \(Self.demoFolder)",
      remedy: "Is there a network? Or name a folder of your own: marquee-ctl setup --data PATH")
  }

  private var imported: SetupStep {
    let folder =
      switch data {
      case .folder(let path): path
      case .demo, nil: Self.demoFolder
      }
    return SetupStep(
      id: nil, name: "there are movies and ratings",
      check: "mariadb -N marquee -e 'SELECT movie_id FROM ratings LIMIT 1' | grep -q .",
      command: "marquee-ctl import --config \(Self.administrator) --data \(folder.shellWord)",
      remedy: "marquee-ctl import --help lists the layouts that it reads.")
  }

  private var units: SetupStep {
    let units = "marquee.socket marquee.service marquee-train.timer marquee-prune.timer"
    return SetupStep(
      id: "units", name: "the pool, the nightly training and the weekly pruning run, also after a boot",
      check: """
        systemctl is-enabled --quiet \(units)
        for unit in \(units); do systemctl is-active --quiet $unit; done
        """,
      command: "systemctl enable --now \(units)", undo: "systemctl disable --now \(units)",
      remedy: "journalctl -u marquee.service -n 20, and: marquee-server --check-config")
  }

  private var trained: SetupStep {
    SetupStep(
      id: "models", name: "models are trained", check: "ls /var/lib/marquee/models/EASE.marquee",
      command: "systemctl start marquee-train.service",
      undo: "rm -f /var/lib/marquee/models/*.marquee* /var/lib/marquee/models/last-training.json", undoesData: true,
      remedy: "journalctl -u marquee-train.service -n 30")
  }

  /// Debian's nginx comes with a page of its own on port 80.
  private var welcomePage: SetupStep {
    SetupStep(
      id: "welcome-page", name: "nginx's page of welcome makes room on port 80",
      check: "! test -L /etc/nginx/sites-enabled/default", command: "rm /etc/nginx/sites-enabled/default",
      undo: "ln -sf ../sites-available/default /etc/nginx/sites-enabled/default",
      remedy: "ls -l /etc/nginx/sites-enabled")
  }

  private static let siteFile = "/etc/nginx/sites-enabled/marquee.conf"

  /// The package's file with this site's port and name.
  private func written(for tls: Certificate?) -> String {
    let source = "/etc/nginx/sites-available/marquee.conf"
    let name = host ?? "_"
    guard let tls else {
      return """
        { echo '# Written by marquee-ctl setup, which overwrites changes.'
        sed -e 's|^  listen [^;]*;|  listen \(port); listen [::]:\(port);|' \
        -e 's|^  server_name [^;]*;|  server_name \(name);|' \(source); }
        """
    }
    // Browsers remember for two years that a site has nothing but HTTPS: that is for its administrator to decide.
    let example = "/usr/share/doc/marquee/examples/marquee-tls.conf"
    return """
      { echo '# Written by marquee-ctl setup, which overwrites changes.'
      sed '/^# For HTTPS/,$d' \(source)
      sed -e 's|films.example|\(name)|g' -e \("s|/etc/ssl/marquee/fullchain.pem|\(tls.chain)|".shellWord) \
      -e '/Two years of HTTPS/d' -e '/Strict-Transport-Security/d' \
      -e \("s|/etc/ssl/marquee/privkey.pem|\(tls.key)|".shellWord) \(example); }
      """
  }

  /// - Parameter isDone: also succeeds if the site need not be written.
  private func site(id: String, name: String, for tls: Certificate?, isDone: String? = nil) -> SetupStep {
    SetupStep(
      id: id, name: name,
      check: (isDone.map { "\($0) || " } ?? "") + "\(written(for: tls)) | cmp -s - \(Self.siteFile)",
      command: """
        if test -e \(Self.siteFile) && ! grep -q 'marquee-ctl setup' \(Self.siteFile); then
          echo '\(Self.siteFile) is there already, and somebody else has written it' >&2
          exit 1
        fi
        \(written(for: tls)) >\(Self.siteFile)
        nginx -t -q
        systemctl enable --now nginx.service
        systemctl reload nginx.service
        """,
      undo: """
        rm -f \(Self.siteFile)
        if nginx -t -q; then systemctl reload nginx.service; fi
        """, remedy: "nginx -t, and: ss -tlnp | grep ':\(tls == nil ? port : 443) '")
  }

  private var site: SetupStep { site(id: "site", name: "nginx has the site", for: tls) }

  /// Let's Encrypt asks the site for a file on port 80 (RFC 8555, section 8.3), so nginx has it without HTTPS at first.
  private var certificate: [SetupStep] {
    guard let tls, let email = tls.email else { return [] }
    // A certificate of another name is there if the site had that name before. openssl succeeds whatever it finds.
    let isFetched = "openssl x509 -in \(tls.chain) -noout -checkhost \(host ?? "''") | grep -q 'does match'"
    return [
      site(id: "site-for-challenge", name: "nginx can answer Let's Encrypt", for: nil, isDone: isFetched),
      SetupStep(
        id: nil, name: "certbot is installed", check: "command -v certbot",
        command: "apt-get install --yes --no-install-recommends certbot", remedy: "Is there a network? apt-get update"),
      SetupStep(
        id: "certificate", name: "there is a certificate, which certbot renews", check: isFetched,
        command: """
          install -d \(Self.challengeFolder)
          certbot certonly --non-interactive --agree-tos --email \(email.shellWord) --cert-name marquee \
            --renew-with-new-domains --webroot --webroot-path \(Self.challengeFolder) --domain \(host ?? "''") \
            --deploy-hook 'systemctl reload nginx.service'
          """,
        undo: """
          if test -e \(tls.chain); then certbot delete --non-interactive --cert-name marquee; fi
          rm -rf \(Self.challengeFolder)
          """,
        remedy: """
          Do the name and port 80 lead here from the Internet? Another certificate: --certificate and --key. \
          /var/log/letsencrypt/letsencrypt.log
          """),
    ]
  }

  /// What certbot puts there is served; nginx/marquee-challenge.conf names it, too.
  static let challengeFolder = "/var/www/marquee"

  private var nginx: SetupStep {
    let isServed = isServed("/api/health/live")
    return SetupStep(
      id: nil, name: "the site answers", check: isServed,
      command: """
        # After a reload, processes with the former configuration may answer for a moment.
        for try in $(seq 25); do if \(isServed); then exit; fi; sleep 0.2; done
        systemctl restart nginx.service
        for try in $(seq 50); do if \(isServed); then exit; fi; sleep 0.2; done
        exit 1
        """,
      remedy: "marquee-ctl status; journalctl -u marquee.service -u nginx.service -n 30; /var/log/nginx/error.log")
  }

  /// What the whole is for: a recommendation, through nginx. Never done before, so that each run proves it.
  private var proof: SetupStep {
    let body = #""{\"model\":\"auto\",\"context\":[$movie],\"top_k\":3}""#
    let isReady = isServed("/api/health/ready")
    return SetupStep(
      id: nil, name: "it recommends, through nginx", check: "false",
      command: """
        movie=$(mariadb -N marquee -e 'SELECT movie_id FROM ratings LIMIT 1')
        if test -z "$movie"; then echo 'There are no ratings yet: marquee-ctl setup --data PATH'; exit; fi
        for try in $(seq 120); do if \(isReady); then break; fi; sleep 0.5; done
        answer=$(\(curl("/api/recommend", "-m 20 -H 'Content-Type: application/json' -d \(body)")))
        echo "$answer"
        echo "$answer" | grep -q '^{"result"'
        """,
      remedy: "/api/health/ready says why; marquee-ctl models list; journalctl -u marquee-train.service")
  }
}

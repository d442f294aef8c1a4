# shellcheck shell=bash
# shellcheck disable=SC2154  # what the caller sets is said below
# Installs the package in a fresh Debian, boots it with its own systemd, uses it, upgrades it, removes and purges it.
#
# The caller sets `work`, `logs`, and what machine.sh needs.

try_package() {
  local package=$1 newer=$2
  is_root || fail "--try needs root, for debootstrap and namespaces"
  need_packages debootstrap python3-venv
  create_debian
  cp "$package" "$work/debian/marquee.deb"
  cp "$newer" "$work/debian/newer.deb"
  try_installation
  prepare_authority
  boot_machine "$work/debian" "$logs/boot.log"
  try_set_up
  try_faults
  halt_machine
  try_boot_with_fault
  try_upgrade_and_removal
  halt_machine
}

create_debian() {
  local suite mirror
  suite=$(. /etc/os-release && printf %s "$VERSION_CODENAME")
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m 1 debian/\* || true)
  mirror=${mirror:-http://deb.debian.org/debian}
  step "Creating a Debian to try it in" "$logs/debootstrap.log" debootstrap --variant=minbase \
    --include=systemd-sysv,dbus,curl,logrotate "$suite" "$work/debian" "$mirror"
}

# Before it is booted: Debian's mirrors can be reached.
inside() {
  chroot "$work/debian" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"
}

# expect WHAT COMMAND...
expect() {
  local what=$1
  shift
  "$@" >>"$logs/try.log" 2>&1 || fail "this failed: $what" "The log: $logs/try.log"
  say "  $what"
}

# expect_in_machine WHAT SCRIPT: the script has these functions:
expect_in_machine() { expect "$1" in_machine sh -ec "$machine_functions$2"; }

# shellcheck disable=SC2016  # the shell in the machine expands them
machine_functions='
  is() { test "$(systemctl show --property="$2" --value "$1")" = "$3"; }
  no_unit_has_failed() { systemctl --failed --no-legend | { ! grep .; }; }
  get() { test "$(curl -s -m "${2:-5}" -o /dev/null -w "%{http_code}" "http://127.0.0.1$1")" = "${3:-200}"; }
  until_it() { for try in $(seq 200); do if "$@"; then return; fi; sleep 0.1; done; "$@"; }
  master() { systemctl show --property=MainPID --value marquee.service; }
'

try_installation() {
  # Swift's programs read their arguments from there.
  mount -t proc proc "$work/debian/proc"
  expect "it installs with MariaDB and nginx" inside sh -c 'apt-get update && apt-get install --yes /marquee.deb'
  # shellcheck disable=SC2016  # it is the shell inside that expands
  expect "its user has no shell, and only that user can read its secret" inside sh -c \
    'getent passwd marquee | grep nologin && test "$(stat -c %a:%U:%G /etc/marquee/jwt)" = 640:root:marquee'
  expect "the executables answer --help and --version" inside sh -c \
    'marquee-ctl --help && marquee-train --version && marquee-server --version && marquee-ctl models'
  umount "$work/debian/proc"
}

# For certbot: names, and an authority that is asked in place of Let's Encrypt.
prepare_authority() {
  need_python_environment acme "$build/acme" "$logs/acme.log" || fail "the ACME server cannot be installed"
  cp -r "$build"/acme/lib/python3.*/site-packages "$work/debian/srv/acme"
  cp "$root/scripts/packaging/authority.py" "$work/debian/srv/"
  expect "certbot and a server of names are there" inside \
    apt-get install --yes --no-install-recommends certbot dnsmasq-base
  echo "server = http://127.0.0.1:14000/directory" >>"$work/debian/etc/letsencrypt/cli.ini"
}

# shellcheck disable=SC2016
try_set_up() {
  expect_in_machine "a boot before it is set up fails no unit" '
    no_unit_has_failed
    is marquee.service ActiveState inactive
    is marquee.socket ActiveState inactive'
  local start=$SECONDS
  expect_in_machine "a second command makes a site of it, and prints a recommendation" '
    mkdir /tmp/data
    seq 40 | awk "BEGIN { print \"movieId,title,genres\" } { print \$1 \",Film \" \$1 \" (2001),Drama\" }" \
      >/tmp/data/movies.csv
    seq 900 | awk "BEGIN { print \"userId,movieId,rating,timestamp\" }
      { print int(\$1 / 15) + 1 \",\" (\$1 * \$1 + \$1 % 15 * 7) % 40 + 1 \",\" \$1 % 3 + 3 \",\" 1000000000 + \$1 }" \
      >/tmp/data/ratings.csv
    marquee-ctl setup --data /tmp/data >/tmp/first 2>&1 || { cat /tmp/first; exit 1; }
    cat /tmp/first
    grep -q "^{.result.:\[{.id.:" /tmp/first
    grep -q "^The site: http://[0-9]" /tmp/first
    get /api/health/ready'
  say "  (that took $((SECONDS - start)) s)"
  expect_in_machine "run again it changes nothing, and proves itself" '
    files() { find /etc /var/lib/marquee/models -type f ! -name statistics.marquee | sort | xargs md5sum; }
    files >/tmp/before
    before=$(master)
    marquee-ctl setup --data /tmp/data >/tmp/second
    test "$(grep -c "^+" /tmp/second)" = 1
    files | cmp - /tmp/before
    test $(master) = $before'
  expect_in_machine "it serves HTTPS with a certificate, answers who asks for one, and goes back to HTTP" '
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=films.example -keyout /root/key.pem -out /root/chain.pem
    marquee-ctl setup --host films.example --certificate /root/chain.pem --key /root/key.pem >/tmp/tls
    grep -q "^The site: https://films.example/" /tmp/tls
    https() { curl -sf --cacert /root/chain.pem --connect-to ::127.0.0.1: "https://films.example$1"; }
    https /api/health/ready
    install -D /dev/stdin /var/www/marquee/.well-known/acme-challenge/token <<END
answer
END
    test "$(curl -s http://127.0.0.1/.well-known/acme-challenge/token)" = answer
    # On port 80 processes with the former configuration may answer for a moment.
    until_it get /api/health 5 308
    marquee-ctl setup
    test "$(curl -s http://127.0.0.1/.well-known/acme-challenge/token)" = answer
    until_it get /api/health
    rm -r /var/www/marquee'
  expect_in_machine "certbot fetches a certificate, which nginx serves, and again when it is renewed" '
    systemd-run --collect --unit=names dnsmasq --keep-in-foreground --no-resolv --no-hosts --bind-interfaces \
      --listen-address=127.0.0.1 --address=/films.example/127.0.0.1
    echo nameserver 127.0.0.1 >/etc/resolv.conf
    systemd-run --collect --unit=authority --setenv=PYTHONPATH=/srv/acme python3 /srv/authority.py /root/authority 14000
    until_it curl -sf http://127.0.0.1:14000/directory
    marquee-ctl setup --host films.example --certbot me@films.example >/tmp/certbot 2>&1 || { cat /tmp/certbot; exit 1; }
    served() {
      curl -sf --cacert /root/authority/authority.pem https://films.example/api/health/ready &&
        openssl s_client -connect 127.0.0.1:443 -servername films.example </dev/null | openssl x509 -noout -serial
    }
    served >/tmp/first-certificate
    certbot renew --force-renewal --no-random-sleep-on-renew
    # Processes with the former certificate may answer for a moment.
    another() { served >/tmp/second-certificate && ! cmp /tmp/first-certificate /tmp/second-certificate; }
    until_it another
    marquee-ctl setup
    until_it get /api/health
    systemctl stop authority.service names.service'
  expect_in_machine "each account may do only what its program needs" '
    as() { MYSQL_PWD=$(cat /etc/marquee/$1-password) mariadb --user=marquee$2 marquee -e "$3"; }
    as database "" "UPDATE users SET email = email WHERE id = 0"
    if as database "" "CREATE TABLE x (a INT)"; then exit 1; fi
    as train _train "SELECT COUNT(*) FROM ratings"
    if as train _train "UPDATE users SET email = email WHERE id = 0"; then exit 1; fi
    test "$(stat -c %a:%U:%G /etc/marquee/database-password /etc/marquee/train-password | uniq)" = 640:root:marquee
    test "$(stat -c %a:%U:%G /etc/marquee/admin-password)" = 640:root:root'
  expect_in_machine "its configuration is valid, and its user can read it" '
    setpriv --reuid=marquee --regid=marquee --init-groups marquee-server --check-config'
  expect_in_machine "it runs, and nginx reaches it" '
    is marquee.socket ActiveState active
    get /api/health
    get /api/movies
    test "$(stat -c %U:%G:%a /run/marquee/marquee.sock)" = marquee:www-data:660
    marquee-ctl status'
  expect_in_machine "the service of its timer trains models, which the pool serves" '
    systemctl start marquee-train.service
    until_it get /api/health/ready
    ls /var/lib/marquee/models/EASE.marquee'
  expect_in_machine "its models go on learning, at the lowest priority" '
    has_learned() { ls /run/marquee/models/EASE.marquee.*; }
    until_it has_learned
    learner=$(grep -lzx "[l]earn" /proc/[0-9]*/cmdline | cut -d / -f 3)
    # proc(5): field 19 is the niceness.
    test "$(cut -d " " -f 19 "/proc/$learner/stat")" = 19'
  expect_in_machine "its log is rotated, and the group adm may read it" '
    echo "log_file = /var/log/marquee/server.log" >>/etc/marquee/marquee.conf
    systemctl reload marquee.service
    until_it test -s /var/log/marquee/server.log
    logrotate --force /etc/logrotate.d/marquee
    systemctl reload marquee.service
    test -s /var/log/marquee/server.log.1
    grep -q reload /var/log/marquee/server.log
    test "$(stat -c %U:%G:%a /var/log/marquee/server.log /var/log/marquee/server.log.1 | uniq)" = marquee:adm:640'
}

# shellcheck disable=SC2016
try_faults() {
  expect_in_machine "a reload with a fault in the configuration is refused, and it goes on serving" '
    cp /etc/marquee/marquee.conf /root/good.conf
    echo "slots = many" >>/etc/marquee/marquee.conf
    if systemctl reload marquee.service; then exit 1; fi
    is marquee.service ActiveState active
    get /api/health'
  expect_in_machine "a restart with it fails; once it is mended, the pool comes back by itself and answers who waited" '
    if systemctl restart marquee.service; then exit 1; fi
    sleep 7
    is marquee.service ActiveState activating
    is marquee.socket ActiveState active
    get /api/health 30 & waiting=$!
    sleep 1
    kill -0 $waiting
    cp /root/good.conf /etc/marquee/marquee.conf
    wait $waiting
    until_it is marquee.service SubState running
    no_unit_has_failed'
  expect_in_machine "a request starts it again after a stop" '
    systemctl stop marquee.service
    is marquee.service ActiveState inactive
    get /api/health 20
    until_it is marquee.service SubState running'
  expect_in_machine "a master that is killed is replaced, and one that hangs as well" '
    before=$(master)
    kill -KILL $before
    get /api/health 20
    until_it is marquee.service SubState running
    test $(master) != $before
    before=$(master)
    kill -STOP $before
    for try in $(seq 60); do test $(master) = $before || break; sleep 1; done
    until_it is marquee.service SubState running
    test $(master) != $before
    get /api/health 20'
  expect_in_machine "a failed training is reported" '
    printf "#!/bin/sh\nlogger -t reported \"\$1\"\n" >/etc/marquee/on-failure
    chmod 755 /etc/marquee/on-failure
    cp /etc/marquee/train.conf /root/train.conf
    echo "slots = many" >>/etc/marquee/train.conf
    if systemctl start marquee-train.service; then exit 1; fi
    until_it sh -c "journalctl --no-pager -t reported | grep -q marquee-train"
    systemctl reset-failed marquee-train.service
    cp /root/train.conf /etc/marquee/train.conf
    # For the next boot.
    cp /etc/marquee/marquee.conf /root/good.conf
    echo "slots = many" >>/etc/marquee/marquee.conf'
}

# shellcheck disable=SC2016
try_boot_with_fault() {
  boot_machine "$work/debian" "$logs/boot.log"
  expect_in_machine "a boot with a fault in the configuration keeps the socket; once it is mended, the pool serves" '
    is marquee.socket ActiveState active
    is marquee.service ActiveState activating
    cp /root/good.conf /etc/marquee/marquee.conf
    get /api/health/ready 30
    until_it is marquee.service SubState running
    no_unit_has_failed'
}

# shellcheck disable=SC2016
try_upgrade_and_removal() {
  expect_in_machine "an upgrade loses no request" '
    touch /tmp/asking
    while test -e /tmp/asking; do
      curl -s -m 30 -o /dev/null -w "%{http_code}\n" http://127.0.0.1/api/health
    done >/tmp/answers & asking=$!
    sum=$(md5sum /etc/marquee/jwt)
    before=$(master)
    echo "log_level = notice" >>/etc/marquee/marquee.conf
    sed -i s/8080/8081/ /etc/nginx/sites-available/marquee.conf
    dpkg --install /newer.deb
    sleep 2
    rm /tmp/asking
    wait $asking
    test $(master) != $before
    test "$(sort -u /tmp/answers)" = 200
    test "$sum" = "$(md5sum /etc/marquee/jwt)"'
  expect_in_machine "it keeps the changed configuration and the secret, and replaces the rest of the site" '
    grep notice /etc/marquee/marquee.conf
    grep 8081 /etc/nginx/sites-available/marquee.conf
    grep newer /etc/nginx/marquee-site.conf
    nginx -t'
  expect_in_machine "setup takes back what it has made, and asks before it destroys data" '
    echo no | marquee-ctl setup --remove
    test "$(mariadb -N marquee -e "SELECT COUNT(*) FROM movies")" = 40
    if mariadb -N -e "SELECT user FROM mysql.global_priv" | grep marquee; then exit 1; fi
    test -L /etc/nginx/sites-enabled/default
    if test -e /etc/nginx/sites-enabled/marquee.conf || test -e /etc/marquee/admin.conf; then exit 1; fi
    is marquee.service ActiveState inactive
    marquee-ctl setup | grep "^{.result.:\[{.id.:"
    printf "yes\nyes\n" | marquee-ctl setup --remove
    mariadb -e "CREATE USER marquee_train@localhost IDENTIFIED BY \"of somebody else\""
    if marquee-ctl setup --port 8090 2>/tmp/refused; then exit 1; fi
    grep -q "somebody else has made.*marquee_train" /tmp/refused
    printf "yes\nyes\n" | marquee-ctl setup --remove
    mariadb -e "DROP USER marquee_train@localhost"
    marquee-ctl setup --port 8090 | grep "There are no ratings yet"
    curl -sf http://127.0.0.1:8090/api/health
    printf "yes\nyes\n" | marquee-ctl setup --remove
    test -z "$(mariadb -N -e "SHOW DATABASES LIKE \"marquee\"")"
    if test -e /etc/marquee/setup-steps; then exit 1; fi
    no_unit_has_failed
    nginx -t'
  expect_in_machine "a removal keeps them, stops what runs and removes the programs" '
    systemctl enable marquee-models.timer
    install -D /dev/stdin /run/systemd/system/marquee-prune.service.d/long.conf <<END
[Unit]
ConditionPathExists=
[Service]
ExecStart=
ExecStart=/bin/sleep 1000
END
    systemctl daemon-reload
    systemctl start --no-block marquee-prune.service
    until_it is marquee-prune.service ActiveState activating
    apt-get remove --yes marquee
    test -e /etc/marquee/jwt
    if command -v marquee-ctl || test -e /usr/share/marquee || pgrep marquee || pgrep -u marquee; then exit 1; fi
    no_unit_has_failed
    nginx -t'
  expect_in_machine "a purge leaves nothing behind, and nginx starts without it" '
    apt-get purge --yes marquee
    for path in /etc/marquee /var/lib/marquee /var/log/marquee /run/marquee; do if test -e $path; then exit 1; fi; done
    if getent passwd marquee || ls /etc/nginx/*/marquee* /etc/nginx/marquee* 2>/dev/null; then exit 1; fi
    if ls /etc/systemd/system/*.wants/marquee* 2>/dev/null; then exit 1; fi
    nginx -t'
}

# shellcheck shell=bash
# shellcheck disable=SC2154  # what the caller sets is said below
# nginx with the site of this repository, in a folder of its own.

# nginx lies outside an ordinary user's PATH.
PATH=$PATH:/usr/sbin:/sbin

# render_site FOLDER PORT SOCKET: what `nginx -p FOLDER` needs, with the site as shipped but for the lines to adapt.
render_site() {
  local folder=$1 port=$2 socket=$3 user=
  ! is_root || user='user root;'
  mkdir -p -- "$folder/logs" "$folder/temp"
  cp -- "$root"/nginx/marquee*.conf "$folder/"
  ln -sfn -- "$root/nginx/html" "$folder/html"
  sed "s|^@USER@\$|$user|" "$root/nginx/private.conf" >"$folder/nginx.conf"
  sed -i -e "s|server unix:[^ ;]*|server unix:$socket|" -e "s|listen 127.0.0.1:8080;|listen 127.0.0.1:$port;|" \
    "$folder/marquee.conf"
  sed -i -e 's|^root .*|root html;|' -e 's|^access_log [^ ]* marquee |access_log logs/access.log brief |' \
    "$folder/marquee-site.conf"
}

check_site() { nginx -t -q -p "$1" -c nginx.conf -e logs/error.log; }

# port_in_use PORT: whether something on this machine listens there.
port_in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

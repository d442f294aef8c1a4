"""An ACME server (RFC 8555) on 127.0.0.1. It makes an authority in FOLDER, which signs what certbot asks for.

authority.py FOLDER PORT
"""

import os
import subprocess
import sys
from pathlib import Path
from wsgiref.simple_server import make_server

folder, port = Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
(folder / "certificates").mkdir(exist_ok=True)
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Authority of the try",
     "-keyout", folder / "authority.key", "-out", folder / "authority.pem"],
    check=True,
    stderr=subprocess.DEVNULL,
)  # fmt: skip
config = folder / "acme_srv.cfg"
config.write_text(f"""\
[CAhandler]
handler_module: acme2certifier.cahandlers.openssl_ca_handler
issuing_ca_key: {folder}/authority.key
issuing_ca_cert: {folder}/authority.pem
issuing_ca_crl: {folder}/revoked.pem
cert_save_path: {folder}/certificates
cert_validity_days: 1

[DBhandler]
handler: wsgi
dbfile: {folder}/acme.db
""")
os.environ["ACME_SRV_CONFIGFILE"] = str(config)
os.chdir(folder)
from acme2certifier.share import acme2certifier_wsgi as acme  # noqa: E402

make_server("127.0.0.1", port, acme.application, handler_class=acme.get_handler_cls()).serve_forever()

"""A timestamp authority for benches/measure: OpenSSL's, over HTTP on loopback (RFC 3161, 3.4).

    python3 authority.py FOLDER    in FOLDER: settings, tsa.crt, tsa.key; the port goes to the file `port` there
"""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

REPLY = "openssl ts -reply -config settings -queryfile query -signer tsa.crt -inkey tsa.key -out reply"


class Authority(BaseHTTPRequestHandler):
    def do_POST(self):
        with open("query", "wb") as file:
            file.write(self.rfile.read(int(self.headers["Content-Length"])))
        subprocess.run(REPLY.split(), check=True, stderr=subprocess.DEVNULL)
        with open("reply", "rb") as file:
            reply = file.read()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


os.chdir(sys.argv[1])
server = HTTPServer(("127.0.0.1", 0), Authority)
with open("port.new", "w") as file:
    file.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()

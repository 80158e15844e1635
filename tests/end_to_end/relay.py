"""A stand-in for the socket of a server that holds a data directory: what a command asks goes on to
the server, and what it is answered can be looked at and held up."""
import http.server
import json
import socketserver
import threading

from writ import UnixConnection


class Relay(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def __init__(self, data, look):
        """Calls `look` with every answer before that is passed on."""
        self.look = look
        self.behind = data.parent / "behind.sock"
        own = data / "writ.sock"
        own.rename(self.behind)
        super().__init__(str(own), Asked)
        self.thread = threading.Thread(target=self.serve_forever, args=[0.01], daemon=True)
        self.thread.start()

    def end(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class Asked(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        connection = UnixConnection(self.server.behind)
        connection.request("POST", self.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        self.server.look(json.loads(content))
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Nobody wants to know."""

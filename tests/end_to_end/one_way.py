"""A connection to a PostgreSQL server that can be cut one way: what is said arrives and the answer
never comes, or the other way round."""
import pathlib
import selectors
import socket
import tempfile
import threading

SOCKET = ".s.PGSQL.5432"
TO_SERVER, TO_NODE = "to the server", "to the node"


class OneWay:
    """A folder with a socket, through which the server in another folder is reached."""

    def __init__(self, server_folder):
        self.server = str(pathlib.Path(server_folder) / SOCKET)
        self.own = tempfile.TemporaryDirectory(prefix="writ-one-way-")
        self.folder = pathlib.Path(self.own.name)
        self.lock = threading.Lock()
        self.lost = None       # the direction in which nothing arrives any more
        self.pairs = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.folder / SOCKET))
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                node, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.server)
            except OSError:  # there is none at the moment
                node.close()
                server.close()
                continue
            with self.lock:
                self.pairs.append((node, server))
            threading.Thread(target=self.forward, args=(node, server), daemon=True).start()

    def forward(self, node, server):
        with selectors.DefaultSelector() as ready:
            ready.register(node, selectors.EVENT_READ, (server, TO_SERVER))
            ready.register(server, selectors.EVENT_READ, (node, TO_NODE))
            try:
                while True:
                    for key, _ in ready.select():
                        to, direction = key.data
                        said = key.fileobj.recv(1 << 16)
                        if not said:
                            return
                        if direction != self.lost:
                            to.sendall(said)
            except OSError:
                pass
            finally:
                node.close()
                server.close()

    def cut(self, direction):
        self.lost = direction

    def mend(self):
        """What has lost something is of no use any more: it ends."""
        self.lost = None
        self.end_all()

    def end_all(self):
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # has ended before

    def close(self):
        self.listener.close()
        self.end_all()
        self.own.cleanup()

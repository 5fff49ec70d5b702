"""PostgreSQL for a test: a server of its own on loopback, in a folder that goes with it, and a proxy to cut it off by."""
import glob
import os
import pathlib
import pwd
import re
import select
import shutil
import socket
import subprocess
import tempfile
import threading
import time


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A server that keeps what it says it keeps: with fsync, as in production."""

    def __init__(self):
        folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda f: int(re.search(r"\d+", f)[0]))
        self.programs = pathlib.Path(folders[-1]) if folders else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bot-backend-postgres-"))
        self.data = self.folder / "data"
        self.port = free_port()
        # initdb refuses root.
        self.user = None
        if os.geteuid() == 0:
            self.user = next(u for u in ("postgres", "nobody") if any(p.pw_name == u for p in pwd.getpwall()))
            shutil.chown(self.folder, self.user)
        self._run("initdb", "-D", self.data, "-U", "bot", "-A", "trust", "-E", "UTF8", "--no-sync")
        with open(self.data / "postgresql.conf", "a") as configuration:
            configuration.write(
                f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = '{self.folder}'\n"
                "max_connections = 60\nshared_buffers = 32MB\n"
            )
        self.start()

    def _run(self, program, *arguments):
        path = self.programs / program if self.programs else program
        command = [str(path), *map(str, arguments)]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        result = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        if result.returncode:
            raise RuntimeError(f"{program}: {result.stdout}{result.stderr}")

    def start(self):
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-t", "30", "start")

    def stop(self, mode="fast"):
        """`fast` ends all sessions; `immediate` ends the processes, as a crash does, and the next start recovers."""
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "30", "-m", mode, "stop")

    def address(self, port=None, schema=None):
        options = f"?options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql://bot@127.0.0.1:{port or self.port}/postgres{options}"

    def ask(self, statement):
        path = self.programs / "psql" if self.programs else "psql"
        result = subprocess.run([str(path), "-X", "-A", "-t", "-c", statement, self.address()],
                                capture_output=True, text=True)
        if result.returncode:
            raise RuntimeError(result.stderr)
        return result.stdout.strip()

    def remove(self):
        try:
            self.stop("immediate")
        except RuntimeError:
            pass
        shutil.rmtree(self.folder, ignore_errors=True)


class Proxy:
    """Stands between a replica and its database, and can lose what it is given.

    `pass` passes everything on; `refuse` ends all connections and takes no others; `swallow` keeps them and says nothing
    any more, as a network does that was parted.
    """

    def __init__(self, target):
        self.target = target
        self.mode = "pass"
        self.pairs = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, mode):
        self.mode = mode
        if mode == "refuse" or mode == "pass":
            # What was swallowed is not to arrive later: a network that heals has forgotten its connections.
            for pair in self.pairs:
                for end in pair:
                    try:
                        end.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
            self.pairs = []

    def _accept(self):
        while True:
            near, _ = self.listener.accept()
            if self.mode == "refuse":
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            self.pairs.append((near, far))
            threading.Thread(target=self._pass, args=(near, far), daemon=True).start()

    def _pass(self, near, far):
        try:
            while True:
                ready, _, _ = select.select([near, far], [], [], 0.5)
                if self.mode == "swallow":
                    # Nothing is read: what is sent waits in the system, and is gone with the connection.
                    time.sleep(0.05)
                    continue
                for end in ready:
                    data = end.recv(65536)
                    if not data:
                        return
                    (far if end is near else near).sendall(data)
        except OSError:
            pass
        finally:
            near.close()
            far.close()

"""What stands in for Daily: its REST API, and the SDK that calls a bot's handler back."""
import http.server
import json
import threading


class DailyStandIn:
    """Answers the REST API's requests on loopback and remembers them."""

    def __init__(self):
        self.requests, self.lock = [], threading.Lock()
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["Authorization"] == "Bearer key"
                answer = json.dumps(stand_in.answer(self.path, body)).encode()
                self.send_response(404 if self.path.startswith("/no-such-path/") else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}"

    def answer(self, path, body):
        with self.lock:
            self.requests.append((path, body))
            started = sum(path.endswith("/dialOut/start") for path, _ in self.requests)
        return {"sessionId": f"session-{started}"} if path.endswith("/dialOut/start") else {}

    def requests_to(self, path):
        with self.lock:
            return [body for other, body in self.requests if other == path]


class StandInClient:
    """Calls an event handler back from a thread of its own, as daily-python's CallClient does."""

    def __init__(self, handler):
        self.handler = handler

    def tell(self, name, data):
        thread = threading.Thread(target=getattr(self.handler, name), args=(data,))
        thread.start()
        thread.join()


class StandInTransport:
    """Calls the handlers of its events with itself in front, as Pipecat's DailyTransport does."""

    def __init__(self):
        self.handlers = {}

    def add_event_handler(self, name, handler):
        self.handlers[name] = handler

    def tell(self, name, data):
        self.handlers[name](self, data)

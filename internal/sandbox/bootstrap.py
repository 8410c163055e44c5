"""Serves a Python function on the Lambda Runtime API: FILE FUNCTION.

It behaves as AWS's own runtime interface client does as far as a function can
tell; it speaks HTTP itself, since http.client alone costs more than a small
function. The server always sends Content-Length and nothing chunked.
"""

import importlib.util
import json
import logging
import os
import socket
import sys
import time
import traceback

ROOT = "/2018-06-01/runtime/"


class Connection:
    """A connection to the Runtime API that is opened again when it breaks."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.address = (host, int(port))
        self.host = address
        self.socket = None
        self.rest = b""

    def request(self, method, path, body=None, headers=""):
        length = "" if body is None else "Content-Length: %d\r\n" % len(body)
        head = "%s %s%s HTTP/1.1\r\nHost: %s\r\n%s%s\r\n" % (method, ROOT, path, self.host, length, headers)
        message = head.encode("latin-1") + (body or b"")
        if self.socket is None:
            self.open()
        try:
            self.socket.sendall(message)
            return self.response()
        except OSError:
            self.open()
            self.socket.sendall(message)
            return self.response()

    def open(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = socket.create_connection(self.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def response(self):
        data = self.rest
        while True:
            end = data.find(b"\r\n\r\n")
            if end >= 0:
                break
            data += self.receive()
        lines = data[:end].decode("utf-8", "replace").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        parts = [data[end + 4:]]
        missing = int(headers.get("content-length", 0)) - len(parts[0])
        while missing > 0:
            part = self.receive()
            parts.append(part)
            missing -= len(part)
        body = b"".join(parts)
        self.rest = b""
        return int(lines[0].split(" ")[1]), headers, body

    def receive(self):
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionResetError("the runtime api closed the connection")
        return part


class Record:
    """Fields of a client context or an identity; absent ones are None."""

    def __init__(self, values):
        self.__dict__.update(values)

    def __getattr__(self, name):
        return None


class Context:
    """What a handler gets as its second argument.

    https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
    """

    def __init__(self, headers):
        env = os.environ.get
        self.aws_request_id = headers.get("lambda-runtime-aws-request-id")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.function_name = env("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = env("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = env("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = Record({})
        self.tenant_id = None
        self.client_context = client_context(headers.get("lambda-runtime-client-context"))
        self._deadline_ms = int(headers.get("lambda-runtime-deadline-ms", 0))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def client_context(text):
    if not text:
        return None
    values = json.loads(text)
    client = values.get("client")
    return Record({"client": Record(client) if client else None,
                   "custom": values.get("custom"), "env": values.get("env")})


class InitError(Exception):
    """A function that cannot be loaded, in AWS's words."""

    def __init__(self, kind, message, trace=None):
        super().__init__(message)
        self.kind, self.message, self.trace = kind, message, trace or []


def load(file, function):
    name = os.path.basename(file)[:-len(".py")]
    sys.path.insert(0, os.path.dirname(file))
    try:
        spec = importlib.util.spec_from_file_location(name, file)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except (ImportError, FileNotFoundError) as e:
        raise InitError("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (name, e))
    except SyntaxError as e:
        raise InitError("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (name, e),
                        ['  File "%s" Line %s\n    %s' % (e.filename, e.lineno, e.text)])
    try:
        return getattr(module, function)
    except AttributeError:
        raise InitError("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, name))


def error(message, kind, trace, request_id=""):
    return {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": trace}


def raised(request_id=""):
    kind, value, tb = sys.exc_info()
    frames = traceback.extract_tb(tb)
    own = [f for f in frames if f.filename != __file__ and "importlib" not in f.filename]
    return error(str(value), kind.__name__, traceback.format_list(own), request_id)


def log_error(e):
    lines = ["[ERROR] %s: %s" % (e["errorType"], e["errorMessage"])]
    if e["stackTrace"]:
        lines.append("Traceback (most recent call last):")
        for entry in e["stackTrace"]:
            lines.extend(entry.splitlines())
    sys.stdout.write("\r".join(lines) + "\n")


def refuse_to_start(connection, e):
    log_error(e)
    sys.stdout.flush()
    connection.request("POST", "init/error", json.dumps(e).encode(),
                       "Lambda-Runtime-Function-Error-Type: %s\r\n" % e["errorType"])
    sys.exit(1)


class LogHandler(logging.Handler):
    request_id = ""

    def emit(self, record):
        record.aws_request_id = LogHandler.request_id
        sys.stdout.write(self.format(record))


def set_up_logging():
    logging.Formatter.converter = time.gmtime
    handler = LogHandler()
    handler.setFormatter(logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"))
    logging.getLogger().addHandler(handler)


def encode(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def serve_one(connection, handler, headers, body):
    request_id = headers.get("lambda-runtime-aws-request-id", "")
    LogHandler.request_id = request_id
    trace = headers.get("lambda-runtime-trace-id")
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    try:
        try:
            event = json.loads(body) if body else None
        except ValueError as e:
            raise InitError("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % e)
        answer = handler(event, Context(headers))
        try:
            answer = encode(answer)
        except (TypeError, ValueError) as e:
            raise InitError("Runtime.MarshalError", "Unable to marshal response: %s" % e)
        kind, extra = "response", "Content-Type: application/json\r\n"
    except Exception as e:
        if isinstance(e, InitError):
            failure = error(e.message, e.kind, e.trace, request_id)
        else:
            failure = raised(request_id)
        log_error(failure)
        answer = encode(failure)
        kind, extra = "error", "Content-Type: application/json\r\nLambda-Runtime-Function-Error-Type: %s\r\n" % failure["errorType"]
    sys.stdout.flush()
    sys.stderr.flush()
    connection.request("POST", "invocation/%s/%s" % (request_id, kind), answer, extra)


def main():
    file, function = sys.argv[1:3]
    sys.argv = [file]
    sys.path.pop(0)  # this file's folder
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    connection = Connection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    set_up_logging()
    try:
        handler = load(file, function)
    except InitError as e:
        refuse_to_start(connection, error(e.message, e.kind, e.trace))
    except Exception:
        refuse_to_start(connection, raised())
    while True:
        status, headers, body = connection.request("GET", "invocation/next")
        if status != 200:
            sys.exit("the runtime api answered %d to next: %s" % (status, body.decode("utf-8", "replace")))
        serve_one(connection, handler, headers, body)


main()

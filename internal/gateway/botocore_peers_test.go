//go:build peers && unix

package gateway

import (
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
)

// signer signs with botocore, which shares no code with the SDK for Go, and
// prints the status of each answer.
const signer = `
import sys, http.client, urllib.parse
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

base, service, key, secret = sys.argv[1:]
good, bad = Credentials(key, secret), Credentials(key, "other")

def send(kind, credentials, method, target, body=None, headers=None, spoil=None):
    request = AWSRequest(method=method, url=base + target, data=body, headers=headers or {})
    kind(credentials, service, "us-east-1").add_auth(request)
    prepared = request.prepare()
    url = urllib.parse.urlsplit(prepared.url)
    connection = http.client.HTTPConnection(url.netloc)
    connection.request(method, url.path + ("?" + url.query if url.query else ""), spoil or body, dict(prepared.headers))
    print(connection.getresponse().status)

send(SigV4Auth, good, "GET", "/x")
send(SigV4Auth, good, "GET", "/x?b=2&a=1&a=0&empty=&q=%C3%BC%20x")
send(SigV4Auth, good, "GET", "/x/Bearded%20Dragon")
send(SigV4Auth, good, "POST", "/x", b'{"n": 1}', {"Content-Type": "application/json", "X-Some": "a  b"})
send(SigV4QueryAuth, good, "GET", "/x?a=1")
send(SigV4Auth, bad, "GET", "/x")
send(SigV4QueryAuth, bad, "GET", "/x?a=1")
send(SigV4Auth, good, "POST", "/x", b'{"n": 1}', None, b'{"n": 2}')
`

// TestPeersBotocoreSignatures: what botocore signs is verified, and what it
// signs with another secret or for another body is refused. botocore comes
// with moto.
func TestPeersBotocoreSignatures(t *testing.T) {
	python := filepath.Join(peers.Folder(t), "venv", "bin", "python")
	for api, service := range map[answers.API]string{answers.REST: "execute-api", answers.HTTP: "execute-api", answers.URL: "lambda"} {
		f := &functions{does: map[string]behaviour{"fn": proxyOK}}
		g := newGateway(t, Config{
			API: api, Credentials: map[string]string{accessKey: secretKey},
			Routes: []Route{{Path: "/x", Function: "fn", Auth: AuthIAM}, {Path: "/x/{type}", Function: "fn", Auth: AuthIAM}}[:routesOf(api)],
		}, f)
		front := httptest.NewServer(g)
		out, err := exec.Command(python, "-c", signer, front.URL, service, accessKey, secretKey).CombinedOutput()
		front.Close()
		if got := strings.Join(strings.Fields(string(out)), " "); err != nil || got != "200 200 200 200 200 403 403 403" {
			t.Errorf("%s: %s, %v", api, out, err)
		}
	}
}

// routesOf is how many routes an API may have here.
func routesOf(api answers.API) int {
	if api == answers.URL {
		return 1
	}
	return 2
}

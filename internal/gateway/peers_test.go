//go:build peers && unix

package gateway

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
)

const echoApp = `exports.echo = async (event) => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) });`

const serverlessConfig = `
service: shapes
frameworkVersion: '3'
provider: {name: aws, runtime: nodejs18.x, stage: dev, region: us-east-1}
plugins: [serverless-offline]
functions:
  echo:
    handler: app.echo
    events:
      - http: {path: '/rest/{type}', method: any}
      - http: {path: '/deep/{proxy+}', method: any}
      - httpApi: {path: '/http/{type}', method: '*'}
`

// TestPeersServerlessOffline sends the same requests to serverless-offline and
// to these gateways, with the same Node function behind both: each field of its
// events is in ours, with the same value where it is the request's.
func TestPeersServerlessOffline(t *testing.T) {
	offline := peers.Serverless(t, serverlessConfig, echoApp)
	s := newStack(t)
	s.create(t, "echo", "node:"+filepath.Join(offline.Dir, "app.js")+".echo")
	invoker := InvokerFunc(s.api.Call)
	rest := s.serve(t, Config{API: answers.REST, Stage: Stage{Name: "dev"}, Routes: []Route{{Path: "/rest/{type}", Function: "echo"}, {Path: "/deep/{proxy+}", Function: "echo"}}}, invoker)
	api := s.serve(t, Config{API: answers.HTTP, Routes: []Route{{Path: "/http/{type}", Function: "echo"}}}, invoker)
	for _, c := range []struct {
		ours, method, target, body string
		headers                    []string
	}{
		{rest, "GET", "/dev/rest/Dog", "", nil},
		{rest, "POST", "/dev/rest/Dog?a=1&a=2&b=%C3%BC", `{"n": 1}`, []string{"Content-Type", "application/json", "X-One", "1", "Cookie", "c=1; d=2"}},
		{rest, "PUT", "/dev/deep/a/b/c?empty=", "text", []string{"Content-Type", "text/plain"}},
		{api, "GET", "/http/Dog", "", nil},
		{api, "POST", "/http/Dog?a=1&a=2&b=%C3%BC", `{"n": 1}`, []string{"Content-Type", "application/json", "X-One", "1", "Cookie", "c=1; d=2"}},
	} {
		headers := append([]string{"User-Agent", "test"}, c.headers...)
		theirs, ours := eventOf(t, c.method, offline.HTTP+c.target, c.body, headers), eventOf(t, c.method, c.ours+c.target, c.body, headers)
		for _, difference := range missing("", theirs, ours) {
			t.Errorf("%s %s: %s", c.method, c.target, difference)
		}
	}
}

func eventOf(t *testing.T, method, url, body string, headers []string) map[string]any {
	t.Helper()
	_, text := get(t, method, url, body, headers...)
	var e map[string]any
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatalf("%s %s: %v in %s", method, url, err, text)
	}
	return e
}

// own are fields whose values are each emulator's own.
var own = map[string]bool{
	"requestId": true, "requestTime": true, "requestTimeEpoch": true, "extendedRequestId": true, "time": true, "timeEpoch": true, "host": true,
}

// differs are fields in which serverless-offline is unlike AWS.
var differs = map[string]string{
	".headers.cookie": "format 2.0 moves cookies out of the headers", ".requestContext.identity.apiKey": "only with a key", ".requestContext.identity.apiKeyId": "only with a key",
	".headers.Content-Length": "not on REST", ".multiValueHeaders.Content-Length": "not on REST",
	".requestContext.path": "of the default endpoint it has the stage", ".requestContext.resourcePath": "it has no stage",
}

// missing lists what theirs has and ours has not or has with another value.
func missing(path string, theirs, ours any) []string {
	if _, known := differs[path]; known {
		return nil
	}
	if object, ok := theirs.(map[string]any); ok {
		mine, _ := ours.(map[string]any)
		var list []string
		for name, value := range object {
			got, there := field(mine, name)
			if value != nil && !there && differs[path+"."+name] == "" && !reflect.DeepEqual(value, []any{}) {
				list = append(list, fmt.Sprintf("%s.%s is missing, theirs is %v", path, name, value))
				continue
			}
			if !own[strings.ToLower(name)] && !own[name] {
				list = append(list, missing(path+"."+name, value, got)...)
			}
		}
		return list
	}
	if text, ok := theirs.(string); ok && strings.HasPrefix(text, "offlineContext_") || reflect.DeepEqual(theirs, []any{}) && ours == nil {
		return nil
	}
	if !reflect.DeepEqual(theirs, ours) {
		return []string{fmt.Sprintf("%s is %v, theirs is %v", path, ours, theirs)}
	}
	return nil
}

// field finds a name, of headers in any case.
func field(m map[string]any, name string) (any, bool) {
	if v, ok := m[name]; ok {
		return v, true
	}
	for n, v := range m {
		if strings.EqualFold(n, name) {
			return v, true
		}
	}
	return nil, false
}

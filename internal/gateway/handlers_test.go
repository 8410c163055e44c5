//go:build unix

package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	golambda "github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/gateway/answers"
	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/lambdaapi"
)

// TestMain lets the test binary be the Go functions that the sandbox runs.
func TestMain(m *testing.M) {
	if name := os.Getenv(sandbox.BuiltinVariable); name != "" {
		golambda.Start(goHandlers[name])
	}
	os.Exit(m.Run())
}

// goHandlers are functions as they are written for AWS, by name.
var goHandlers = map[string]any{
	"rest": func(_ context.Context, e events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
		if e.Body == "fail" {
			return events.APIGatewayProxyResponse{}, errors.New("as asked")
		}
		text := fmt.Sprintf("%s %s type=%s page=%s ua=%s stage=%s var=%s id=%t body=%s", e.HTTPMethod, e.Resource, e.PathParameters["type"],
			e.QueryStringParameters["page"], e.Headers["User-Agent"], e.RequestContext.Stage, e.StageVariables["table"], e.RequestContext.RequestID != "", e.Body)
		return events.APIGatewayProxyResponse{StatusCode: http.StatusCreated, MultiValueHeaders: map[string][]string{"X-Many": {"1", "2"}}, Body: text}, nil
	},
	"http": func(e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return events.APIGatewayV2HTTPResponse{
			StatusCode: http.StatusOK, Headers: map[string]string{"Content-Type": "text/plain"}, Cookies: []string{"a=1", "b=2"},
			Body: strings.Join([]string{e.RouteKey, e.RawPath, e.RequestContext.HTTP.Method, e.PathParameters["type"], strings.Join(e.Cookies, "+"), e.Body}, "|"),
		}, nil
	},
	"url": func(e events.LambdaFunctionURLRequest) (map[string]string, error) {
		return map[string]string{"path": e.RawPath, "method": e.RequestContext.HTTP.Method}, nil
	},
	"alb": func(e events.ALBTargetGroupRequest) (events.ALBTargetGroupResponse, error) {
		return events.ALBTargetGroupResponse{StatusCode: 200, StatusDescription: "200 OK", Headers: map[string]string{"Content-Type": "text/plain"}, Body: e.Path + " " + e.QueryStringParameters["q"]}, nil
	},
	"authorizer": func(e events.APIGatewayCustomAuthorizerRequest) (events.APIGatewayCustomAuthorizerResponse, error) {
		effect := "Deny"
		if e.AuthorizationToken == "Bearer good" {
			effect = "Allow"
		}
		return events.APIGatewayCustomAuthorizerResponse{PrincipalID: "user", PolicyDocument: events.APIGatewayCustomAuthorizerPolicy{
			Version: "2012-10-17", Statement: []events.IAMPolicyStatement{{Action: []string{"execute-api:Invoke"}, Effect: effect, Resource: []string{e.MethodArn}}},
		}}, nil
	},
	"noop": func() (map[string]any, error) { return map[string]any{"statusCode": 200}, nil },
}

// pythonApp is written as the examples of AWS's documentation are.
const pythonApp = `
import base64, json

def rest(event, context):
    name = (event["queryStringParameters"] or {}).get("name", "World")
    body = json.loads(event["body"]) if event["body"] is not None else {}
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"hello": name, "type": event["pathParameters"]["type"], "n": body.get("n"),
                            "ip": event["requestContext"]["identity"]["sourceIp"], "agent": event["multiValueHeaders"]["User-Agent"]}),
    }

def http(event, context):
    raw = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event.get("body", "").encode()
    return {"size": len(raw), "method": event["requestContext"]["http"]["method"], "cookies": event.get("cookies", [])}

def alb(event, context):
    return {"statusCode": 200, "statusDescription": "200 OK", "isBase64Encoded": True,
            "headers": {"Content-Type": "image/png"}, "body": base64.b64encode(b"\x89PNG").decode()}
`

// nodeApp likewise.
const nodeApp = `
exports.rest = async (event) => {
  const { type } = event.pathParameters;
  if (type === 'Cow') throw new Error('no cows');
  return { statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: JSON.stringify({ type, q: event.multiValueQueryStringParameters }) };
};
exports.http = async (event) => ({
  statusCode: 202, cookies: ['seen=1'],
  body: [event.version, event.routeKey, event.rawQueryString, event.headers['x-many'], (event.cookies || []).join()].join(' '),
});
exports.url = async (event) => 'Hello ' + event.requestContext.http.path;
`

// stack is a sandbox with functions, and its Lambda API for the SDK.
type stack struct {
	api    *lambdaapi.Server
	client *lambda.Client
	url    string
}

func newStack(t testing.TB) *stack {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	controller, err := limits.Open(limits.Options{Tier: limits.None})
	if err != nil {
		t.Fatal(err)
	}
	platform, err := sandbox.New(sandbox.Options{Limits: controller})
	if err != nil {
		t.Fatal(err)
	}
	api := lambdaapi.New(lambdaapi.Options{Invoker: platform})
	front := httptest.NewServer(api)
	t.Cleanup(func() {
		front.Close()
		if err := errors.Join(api.Close(), platform.Close(), controller.Close()); err != nil {
			t.Error(err)
		}
	})
	return &stack{api, lambda.New(lambda.Options{
		Region: lambdaapi.DefaultRegion, BaseEndpoint: new(front.URL), HTTPClient: front.Client(), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	}), front.URL}
}

func (s *stack) create(t testing.TB, name, handler string) {
	t.Helper()
	_, err := s.client.CreateFunction(t.Context(), &lambda.CreateFunctionInput{
		FunctionName: &name, Handler: &handler, Role: new("arn:aws:iam::000000000000:role/r"), Runtime: types.RuntimeProvidedal2023,
		Code: &types.FunctionCode{S3Bucket: new("local"), S3Key: new("local")}, MemorySize: new(int32(sandbox.FullVCPUMemoryMB)), Timeout: new(int32(20)),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// serve puts a gateway on loopback.
func (s *stack) serve(t testing.TB, c Config, i Invoker) string {
	t.Helper()
	c.Figures = true
	g, err := New(c, i)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(g)
	t.Cleanup(front.Close)
	return front.URL
}

// get sends a request over HTTP.
func get(t *testing.T, method, url, text string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func wantBody(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// TestGoHandlersRunUnchanged: functions written with aws-lambda-go/events, in
// the real sandbox, behind each API.
func TestGoHandlersRunUnchanged(t *testing.T) {
	s := newStack(t)
	for name := range goHandlers {
		s.create(t, name, "builtin:"+name)
	}
	for how, invoker := range map[string]Invoker{"in process": InvokerFunc(s.api.Call)} {
		rest := s.serve(t, Config{
			API: answers.REST, Stage: Stage{Variables: map[string]string{"table": "pets"}}, Authorizers: map[string]Authorizer{"a": {Kind: "token", Function: "authorizer"}},
			Routes: []Route{{Path: "/pets/{type}", Function: "rest"}, {Path: "/secret", Function: "rest", Auth: "a"}},
		}, invoker)
		resp, text := get(t, "POST", rest+"/prod/pets/Bearded%20Dragon?page=2", `{"a": 1}`, "User-Agent", "test")
		wantBody(t, how+" REST", text, `POST /pets/{type} type=Bearded%20Dragon page=2 ua=test stage=prod var=pets id=true body={"a": 1}`)
		if resp.StatusCode != http.StatusCreated || len(resp.Header.Values("X-Many")) != 2 || resp.Header.Get("X-Sweetspot-Environment") == "" || resp.Header.Get("X-Sweetspot-Duration-Us") == "" {
			t.Errorf("%s REST: %d %v", how, resp.StatusCode, resp.Header)
		}
		resp, text = get(t, "POST", rest+"/pets/Dog", "fail")
		wantBody(t, how+" REST error", text, `{"message": "Internal server error"}`)
		if resp.StatusCode != http.StatusBadGateway || resp.Header.Get("X-Sweetspot-Outcome") != "function" || resp.Header.Get(HeaderCause) != "function_error" {
			t.Errorf("%s REST error: %d %v", how, resp.StatusCode, resp.Header)
		}
		for token, status := range map[string]int{"Bearer good": 201, "Bearer bad": 403} {
			if resp, text := get(t, "GET", rest+"/secret", "", "Authorization", token); resp.StatusCode != status {
				t.Errorf("%s authorizer of %q: %d %s", how, token, resp.StatusCode, text)
			}
		}
		api := s.serve(t, Config{API: answers.HTTP, Routes: []Route{{Method: "PUT", Path: "/pets/{type}", Function: "http"}}}, invoker)
		resp, text = get(t, "PUT", api+"/pets/Dog", "hi", "Cookie", "x=1; y=2", "Content-Type", "text/plain")
		wantBody(t, how+" HTTP", text, "PUT /pets/{type}|/pets/Dog|PUT|Dog|x=1+y=2|hi")
		if cookies := resp.Header.Values("Set-Cookie"); len(cookies) != 2 {
			t.Errorf("%s HTTP: cookies %v", how, cookies)
		}
		_, text = get(t, "GET", s.serve(t, Config{API: answers.URL, Routes: []Route{{Function: "url"}}}, invoker)+"/a/b", "")
		wantBody(t, how+" URL", text, `{"method":"GET","path":"/a/b"}`)
		_, text = get(t, "GET", s.serve(t, Config{API: answers.ALB, Routes: []Route{{Path: "*", Function: "alb"}}}, invoker)+"/a?q=%20", "")
		wantBody(t, how+" ALB", text, "/a %20")
	}
}

// script writes a handler file for an interpreter that must be there.
func script(t *testing.T, interpreter, name, text string) string {
	t.Helper()
	if _, err := exec.LookPath(interpreter); err != nil {
		t.Skipf("%s is not installed: its handlers are not run", interpreter)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPythonHandlersRunUnchanged(t *testing.T) {
	file := script(t, "python3", "app.py", pythonApp)
	s := newStack(t)
	for _, name := range []string{"rest", "http", "alb"} {
		s.create(t, name, "python:"+file+":"+name)
	}
	invoker := InvokerFunc(s.api.Call)
	rest := s.serve(t, Config{API: answers.REST, Routes: []Route{{Path: "/pets/{type}", Function: "rest"}}}, invoker)
	_, text := get(t, "GET", rest+"/pets/Dog", "", "User-Agent", "test")
	wantBody(t, "REST without a body", text, `{"hello": "World", "type": "Dog", "n": null, "ip": "127.0.0.1", "agent": ["test"]}`)
	_, text = get(t, "POST", rest+"/pets/Dog?name=%C3%BC", `{"n": 7}`, "User-Agent", "test")
	wantBody(t, "REST", text, `{"hello": "\u00fc", "type": "Dog", "n": 7, "ip": "127.0.0.1", "agent": ["test"]}`)
	_, text = get(t, "POST", s.serve(t, Config{API: answers.HTTP, Routes: []Route{{Path: "$default", Function: "http"}}}, invoker)+"/x", "\x00\xff\x01", "Content-Type", "application/octet-stream", "Cookie", "a=1")
	wantBody(t, "HTTP", text, `{"size":3,"method":"POST","cookies":["a=1"]}`)
	resp, text := get(t, "GET", s.serve(t, Config{API: answers.ALB, Routes: []Route{{Path: "*", Function: "alb"}}}, invoker)+"/x", "")
	if text != "\x89PNG" || resp.Header.Get("Content-Type") != "image/png" {
		t.Errorf("ALB: %q %v", text, resp.Header)
	}
}

func TestNodeHandlersRunUnchanged(t *testing.T) {
	file := script(t, "node", "app.js", nodeApp)
	s := newStack(t)
	for _, name := range []string{"rest", "http", "url"} {
		s.create(t, name, "node:"+file+"."+name)
	}
	invoker := InvokerFunc(s.api.Call)
	rest := s.serve(t, Config{API: answers.REST, Routes: []Route{{Path: "/pets/{type}", Function: "rest"}}}, invoker)
	resp, text := get(t, "GET", rest+"/pets/Dog?a=1&a=2", "")
	wantBody(t, "REST", text, `{"type":"Dog","q":{"a":["1","2"]}}`)
	if len(resp.Header.Values("Set-Cookie")) != 2 {
		t.Errorf("REST: %v", resp.Header)
	}
	if resp, text := get(t, "GET", rest+"/pets/Cow", ""); resp.StatusCode != http.StatusBadGateway {
		t.Errorf("REST error: %d %s", resp.StatusCode, text)
	}
	resp, text = get(t, "GET", s.serve(t, Config{API: answers.HTTP, Routes: []Route{{Path: "/x", Function: "http"}}}, invoker)+"/x?a=%20", "", "X-Many", "1", "X-Many", "2", "Cookie", "c=3")
	wantBody(t, "HTTP", text, "2.0 ANY /x a=%20 1,2 c=3")
	if resp.StatusCode != http.StatusAccepted || resp.Header.Get("Set-Cookie") != "seen=1" {
		t.Errorf("HTTP: %d %v", resp.StatusCode, resp.Header)
	}
	_, text = get(t, "GET", s.serve(t, Config{API: answers.URL, Routes: []Route{{Function: "url"}}}, invoker)+"/a", "")
	wantBody(t, "URL", text, `"Hello /a"`)
}

// TestThrottledInTheSandbox: a function without concurrency is refused as each
// API refuses it, whichever way it is called.
func TestThrottledInTheSandbox(t *testing.T) {
	s := newStack(t)
	s.create(t, "noop", "builtin:noop")
	if _, err := s.client.PutFunctionConcurrency(t.Context(), &lambda.PutFunctionConcurrencyInput{FunctionName: aws.String("noop"), ReservedConcurrentExecutions: aws.Int32(0)}); err != nil {
		t.Fatal(err)
	}
	for how, invoker := range map[string]Invoker{"in process": InvokerFunc(s.api.Call)} {
		for _, api := range answers.APIs {
			row, _ := answers.Of(api, answers.FunctionThrottled)
			resp, text := get(t, "GET", s.serve(t, Config{API: api, Routes: []Route{{Path: "/x", Function: "noop"}}}, invoker)+"/x", "")
			if resp.StatusCode != row.Status || text != row.Body || resp.Header.Get(HeaderCause) != string(answers.FunctionThrottled) {
				t.Errorf("%s %s: %d %s %v", how, api, resp.StatusCode, text, resp.Header)
			}
		}
	}
}

// An unknown function is an error, and no answer of a function.
func TestAnUnknownFunctionIsNoAnswer(t *testing.T) {
	s := newStack(t)
	if _, err := s.api.Call(t.Context(), "nobody", []byte(`{}`), ""); err == nil {
		t.Error("an unknown function is no error")
	}
}

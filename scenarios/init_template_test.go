package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const petStore = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
  Owner: {Type: String}
  Pass: {Type: String, NoEcho: true, Default: hush}
Globals:
  Function:
    Timeout: 20
    Runtime: python3.12
    MemorySize: 512
    Environment: {Variables: {LEVEL: info, STAGE: !Ref Stage}}
    Layers: [!Ref Shared]
Resources:
  Shared: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: ./shared}}
  PetStoreFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: pets.app.handler
      Architectures: [arm64]
      EphemeralStorage: {Size: 1024}
      Environment:
        Variables:
          LEVEL: debug
          BUCKET: !Sub "pets-${Stage}"
          OWNER: !Sub "${Owner}-x"
          TABLE: !GetAtt Table.Arn
          PEM: "a\nb: c"
          PLAIN: "${env:HOME}"
          PASS: !Ref Pass
      Layers: ["arn:aws:lambda:eu-west-1:1:layer:other:3"]
      Events:
        Get: {Type: Api, Properties: {Path: "/pets/{type}", Method: get}}
        Any: {Type: HttpApi}
        Timer: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
  Node: {Type: AWS::Serverless::Function, Properties: {CodeUri: web, Handler: index.handler, Runtime: nodejs20.x, MemorySize: !If [Prod, 1, 2]}}
  Go: {Type: AWS::Serverless::Function, Properties: {CodeUri: go, Handler: bootstrap, Runtime: provided.al2023}}
  Java: {Type: AWS::Serverless::Function, Properties: {CodeUri: web, Handler: "com.x.App::handle", Runtime: java21}}
  Image: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: x}}
  Typed: {Type: AWS::Serverless::Function, Metadata: {BuildMethod: esbuild}, Properties: {CodeUri: web, Handler: typed.handler, Runtime: nodejs20.x}}
  Named: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub "${Stage}-named", Code: {S3Bucket: b}, Handler: app.handler, Runtime: python3.12}}
`

// petStoreDir is a folder with the template and its code.
func petStoreDir(t testing.TB) string {
	dir := t.TempDir()
	for file, text := range map[string]string{
		"template.yaml":    petStore,
		"src/pets/app.py":  "def handler(e, c): return e\n",
		"web/index.mjs":    "export const handler = async (e) => e;\n",
		"go/main.go":       "package main\n",
		"shared/python/.k": "",
	} {
		path := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFromTemplateRunsTheCodeBesideIt(t *testing.T) {
	dir := petStoreDir(t)
	name, content, notes, err := FromTemplate(TemplateSource{File: filepath.Join(dir, "template.yaml"), Resource: "PetStoreFunction", Region: "eu-west-1"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(name, dir, content)
	if err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	f := s.Targets[0].Function
	if name != "pet-store-function.yaml" || f.Python != filepath.Join(dir, "src", "pets", "app.py")+":handler" || s.Targets[0].Region != "eu-west-1" {
		t.Errorf("%s runs %+v", name, s.Targets[0])
	}
	if f.Timeout != 20*time.Second || f.EphemeralStorage.MB() != 1024 || f.Runtime != "python3.12" || !slices.Equal(s.Matrix.Architecture, []string{"arm64"}) {
		t.Errorf("%+v %v", f, s.Matrix)
	}
	want := map[string]string{"LEVEL": "debug", "STAGE": "dev", "BUCKET": "pets-dev", "PEM": "a\nb: c", "PYTHONPATH": filepath.Join(dir, "shared", "python")}
	if len(f.Env) != len(want) {
		t.Errorf("%v", f.Env)
	}
	for name, value := range want {
		if f.Env[name] != value {
			t.Errorf("%s is %q, want %q", name, f.Env[name], value)
		}
	}
	if s.Current == nil || s.Current.MemoryMB != 512 || s.Current.Architecture != "arm64" {
		t.Errorf("current %+v", s.Current)
	}
	if g := s.Targets[0].Gateway; s.Targets[0].Kind != KindGateway || g.API != PriceREST || len(g.Routes) != 1 || g.Routes[0].Path != "/pets/{type}" || s.Payloads[0].Request.Path != "/pets/type" {
		t.Errorf("gateway %+v, payloads %+v", g, s.Payloads)
	}
	for _, part := range []string{"route ANY $default belongs to an API of another kind", "TABLE is made by !GetAtt", "PLAIN holds what a scenario takes for a secret", "PASS is the secret parameter Pass", "OWNER needs Owner", "layer:other:3 is not there"} {
		if !strings.Contains(strings.Join(notes, "\n"), part) || !strings.Contains(string(content), part) {
			t.Errorf("no note of %s in %q", part, notes)
		}
	}
}

func TestTemplateRoutes(t *testing.T) {
	template, bad := parseTemplate("t.yaml", []byte(petStore))
	if bad != nil {
		t.Fatal(bad)
	}
	want := []TemplateRoute{{true, "GET", "/pets/{type}"}, {false, "ANY", "$default"}}
	if got := template.function("PetStoreFunction").Routes; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFromTemplateOfOtherRuntimes(t *testing.T) {
	file := filepath.Join(petStoreDir(t), "template.yaml")
	for resource, want := range map[string]string{
		"Node": "node: ./web/index.mjs.handler",
		"Go":   "command: [./go/bootstrap]",
	} {
		_, content, _, err := FromTemplate(TemplateSource{File: file, Resource: resource})
		if err != nil || !strings.Contains(string(content), want) {
			t.Errorf("%s: %v\n%s", resource, err, content)
		}
		if resource == "Node" && strings.Contains(string(content), "\ncurrent:") {
			t.Error("a memory that only a deployment can tell is taken for today's")
		}
		if resource == "Go" && !strings.Contains(string(content), "build: [go, build, -C, ./go,") {
			t.Errorf("%s", content)
		}
	}
	for resource, want := range map[string]string{
		"Java":  `the runtime "java21" of Java cannot be started here`,
		"Image": "the code of Image is not in a folder beside the template",
		"Typed": "run sam build, and name .aws-sam/build/template.yaml",
		"Named": "with --provider aws",
		"Pets":  `there is no function "Pets" in template.yaml`,
		"":      "choose one with --resource: PetStoreFunction, Node, Go",
	} {
		_, _, _, err := FromTemplate(TemplateSource{File: file, Resource: resource})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", resource, err, want)
		}
	}
}

func TestFromTemplateInvokesTheDeployedFunctionAsItsAPIDoes(t *testing.T) {
	dir := petStoreDir(t)
	name, content, _, err := FromTemplate(TemplateSource{File: filepath.Join(dir, "template.yaml"), Resource: "PetStoreFunction", Provider: ProviderAWS, Name: "pets-1A2B"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(name, dir, content)
	if err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	if f := s.Targets[0].Function; f.Name != "pets-1A2B" || s.Targets[0].Provider != ProviderAWS || len(s.Payloads) != 2 {
		t.Fatalf("%+v with %d payloads", f, len(s.Payloads))
	}
	if now := s.Current; !s.Unread() || now.MemoryMB != 0 || now.Template != "" || now.Resource != "PetStoreFunction" {
		t.Errorf("what runs today is taken from the template: %+v", now)
	}
	rest, http := string(s.Payloads[0].Body), string(s.Payloads[1].Body)
	if !strings.Contains(rest, `"resource":"/pets/{type}"`) || !strings.Contains(rest, `"pathParameters":{"type":"type"}`) || !strings.Contains(http, `"routeKey":"$default"`) {
		t.Errorf("%s\n%s", rest, http)
	}
}

func TestFromTemplateAsksTheStackForANameItLacks(t *testing.T) {
	_, _, _, err := FromTemplate(TemplateSource{File: filepath.Join(petStoreDir(t), "template.yaml"), Resource: "PetStoreFunction", Provider: ProviderAWS})
	if missing, ok := errors.AsType[*NotDeployedError](err); !ok || missing.Resource != "PetStoreFunction" {
		t.Errorf("%v", err)
	}
}

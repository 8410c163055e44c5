package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCurrentFromATemplate(t *testing.T) {
	tests := []struct {
		name, current string
		want          Current
	}{
		{"a reference and globals", "{template: template.yaml, resource: Resize}", Current{MemoryMB: 512, Timeout: 20 * time.Second, Architecture: "arm64", Resource: "Resize"}},
		{"CloudFormation has no globals", "{template: template.yaml, resource: Plain}", Current{MemoryMB: 1769, Timeout: 30 * time.Second, Architecture: "x86_64", Resource: "Plain"}},
		{"what Lambda presets", "{template: template.yaml, resource: Bare}", Current{MemoryMB: 128, Timeout: 512 * time.Second, Architecture: "arm64", Resource: "Bare"}},
		{
			"the scenario goes first", "{template: template.yaml, resource: Chosen, memory_mb: 1024, timeout: 5s}",
			Current{MemoryMB: 1024, Timeout: 5 * time.Second, Architecture: "arm64", Resource: "Chosen"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Parse("s.yaml", "testdata/template", []byte(minimal+"current: "+tt.current+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			got := *s.Current
			if filepath.Base(got.Template) != "template.yaml" || !filepath.IsAbs(got.Template) {
				t.Errorf("template %q", got.Template)
			}
			tt.want.Template, tt.want.Worth = got.Template, DefaultWorth
			if got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
			again, err := Parse("s.yaml", ".", []byte(minimal+"current: "+got.YAML()+"\n"))
			if tt.want.Template = ""; err != nil || *again.Current != tt.want {
				t.Errorf("%s reads as %+v, %v", got.YAML(), again.Current, err)
			}
		})
	}
}

func TestTemplateMistakes(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good, err := os.ReadFile("testdata/template/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	write("template.yaml", string(good))
	write("none.yaml", "Resources: {Table: {Type: AWS::DynamoDB::Table}}\n")
	write("other.yaml", "services: {}\n")
	write("broken.yaml", "Resources:\n  A: [\n")
	write("big.yaml", "Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      MemorySize: 20000\n")
	write("words.json", `{"Resources": {"A": {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": "much"}}}}`)
	write("arch.yaml", "Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      Architectures: [sparc]\n")
	for current, want := range map[string]string{
		"{template: template.yaml}":                                   "template.yaml has several functions: Resize, Plain, Bare, Chosen",
		"{template: template.yaml, resource: Resise}":                 `there is no function "Resise" in template.yaml`,
		"{template: template.yaml, resource: Table}":                  `there is no function "Table" in template.yaml`,
		"{template: template.yaml, resource: Chosen}":                 "template.yaml:31: MemorySize is made by !If, which only a deployment can tell",
		"{template: template.yaml, resource: Chosen, memory_mb: 512}": "template.yaml:32: Timeout is the parameter Stage, which has no Default",
		"{template: none.yaml}":                                       "none.yaml has no function",
		"{template: other.yaml}":                                      "other.yaml has no Resources",
		"{template: broken.yaml}":                                     "broken.yaml:2: ",
		"{template: big.yaml}":                                        "big.yaml:5: MemorySize is the number 20000, no number from 128 to 10240",
		"{template: words.json}":                                      `words.json:1: MemorySize is the text "much", no number`,
		"{template: arch.yaml}":                                       `arch.yaml:5: Architectures is the text "sparc", neither`,
		"{template: gone.yaml}":                                       `the template "gone.yaml": there is no such file`,
		"{template: main.tf}":                                         "Terraform files are not read",
		"{resource: Resize}":                                          "current does not say how much memory runs today",
	} {
		_, err := Parse("s.yaml", dir, []byte(minimal+"current: "+current+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", current, err, want)
		}
	}
}

// Whatever a file holds, reading it ends, and what it says is possible.
func FuzzTemplate(f *testing.F) {
	good, err := os.ReadFile("testdata/template/template.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(good))
	f.Add("Resources: {A: {Type: AWS::Lambda::Function, Properties: {MemorySize: !Ref M}}}\nParameters: {M: {Default: !Sub x}}\n")
	f.Add("Resources: !Ref {A: 1}\n")
	f.Add("Resources:\n  A: &a {Type: AWS::Serverless::Function, Properties: *a}\n")
	f.Add("Globals: [1]\nResources: {A: {Type: AWS::Serverless::Function}}\n")
	f.Add(petStore)
	f.Fuzz(func(t *testing.T, src string) {
		template, mistake := parseTemplate("t.yaml", []byte(src))
		if mistake != nil {
			return
		}
		for _, name := range template.functions() {
			if f := template.function(name); f.MemoryMB < 0 || f.MemoryMB > maxMemoryMB || f.Timeout < 0 || f.Timeout > maxTimeout {
				t.Errorf("%+v", f)
			}
			if mb, mistake := template.number(name, "MemorySize", minMemoryMB, maxMemoryMB, defaultMemoryMB); mistake == nil && (mb < minMemoryMB || mb > maxMemoryMB) {
				t.Errorf("%d MB", mb)
			}
			if architecture, mistake := template.architecture(name); mistake == nil && architecture != "x86_64" && architecture != "arm64" {
				t.Errorf("architecture %q", architecture)
			}
		}
	})
}

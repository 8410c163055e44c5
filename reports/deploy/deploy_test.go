package deploy

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"
)

func TestSyntaxes(t *testing.T) {
	reserved := 20
	f := Function{
		Name: "resize-photo", MemoryMB: 1024, Timeout: 30, Architecture: "arm64", Reserved: &reserved,
		Environment: map[string]string{"QUALITY": "85", "MODE": "a ${b} %{c} \"d\""},
	}
	for name, tt := range map[string]struct{ got, want string }{
		"sam": {f.SAM(), `Resources:
  ResizePhoto:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 1024
      Timeout: 30
      Architectures: ["arm64"]
      ReservedConcurrentExecutions: 20
      Environment:
        Variables:
          "MODE": "a ${b} %{c} \"d\""
          "QUALITY": "85"
`},
		"terraform": {f.Terraform(), `resource "aws_lambda_function" "resize-photo" {
  memory_size = 1024
  timeout     = 30

  architectures = ["arm64"]

  reserved_concurrent_executions = 20

  environment {
    variables = {
      "MODE" = "a $${b} %%{c} \"d\""
      "QUALITY" = "85"
    }
  }
}
`},
		"cli": {f.CLI(), `aws lambda update-function-configuration --function-name resize-photo --memory-size 1024 --timeout 30
aws lambda put-function-concurrency --function-name resize-photo --reserved-concurrent-executions 20
# and with code built for it: aws lambda update-function-code --function-name resize-photo --architectures arm64 …
# and in its environment, where --environment replaces all variables: MODE='a ${b} %{c} "d"'
# and in its environment, where --environment replaces all variables: QUALITY=85
`},
		"memory alone": {Function{Name: "9", MemoryMB: 128}.Terraform(), "resource \"aws_lambda_function\" \"_9\" {\n  memory_size = 128\n}\n"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, tt.got, tt.want)
		}
	}
}

// Whatever a name or a value holds, it stays what it is in YAML.
func TestSAMIsYAML(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.String().Draw(t, "value")
		f := Function{Name: rapid.String().Draw(t, "name"), MemoryMB: 512, Environment: map[string]string{"A": value}}
		type variables struct {
			Variables map[string]string `yaml:"Variables"`
		}
		var document struct {
			Resources map[string]struct {
				Properties struct {
					MemorySize  int       `yaml:"MemorySize"`
					Environment variables `yaml:"Environment"`
				} `yaml:"Properties"`
			} `yaml:"Resources"`
		}
		if err := yaml.Unmarshal([]byte(f.SAM()), &document); err != nil {
			t.Fatalf("%v\n%s", err, f.SAM())
		}
		if len(document.Resources) != 1 {
			t.Fatalf("%d resources\n%s", len(document.Resources), f.SAM())
		}
		for _, r := range document.Resources {
			if r.Properties.MemorySize != 512 || r.Properties.Environment.Variables["A"] != value {
				t.Fatalf("%+v, want %q\n%s", r.Properties, value, f.SAM())
			}
		}
	})
}

// Nothing in a name leaves the quotes of HCL, or begins a template.
func TestTerraformStaysQuoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a"\\\n${%}]{0,12}`).Draw(t, "value")
		text := quotedHCL(value)
		inner := strings.NewReplacer(`\\`, " ", `\"`, " ", "$${", " ", "%%{", " ").Replace(text[1 : len(text)-1])
		if strings.ContainsAny(inner, "\"\n") || strings.Contains(inner, "${") || strings.Contains(inner, "%{") {
			t.Fatalf("%q becomes %s", value, text)
		}
	})
}

// A shell gets the name as it is, and runs nothing but the command.
func TestCLIInAShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	for _, name := range []string{"plain", "it's", "$(touch x)", "a b", "`id`", "a\nb", "; exit 3", "-n", ""} {
		f := Function{Name: name, MemoryMB: 512, Environment: map[string]string{"A": "x\necho leaked"}}
		script := "aws() { printf '%s|' \"$@\"; }\n" + f.CLI()
		out, err := exec.Command(sh, "-c", script).CombinedOutput()
		option := "--function-name|" + name
		if strings.HasPrefix(name, "-") {
			option = "--function-name=" + name
		}
		if want := "lambda|update-function-configuration|" + option + "|--memory-size|512|"; err != nil || string(out) != want {
			t.Errorf("%q: %v, %q, want %q", name, err, out, want)
		}
	}
}

// A name that begins with a hyphen is no option.
func TestNameIsNoOption(t *testing.T) {
	reserved := 1
	want := `aws lambda update-function-configuration --function-name=-x --memory-size 128
aws lambda put-function-concurrency --function-name=-x --reserved-concurrent-executions 1
`
	if got := (Function{Name: "-x", MemoryMB: 128, Reserved: &reserved}).CLI(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

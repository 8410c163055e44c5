// Package deploy writes the settings of a function in the syntaxes in which
// functions are deployed: a SAM template, Terraform, and the AWS CLI. Names and
// values are escaped for each; nothing in them can leave its place.
//
// Non-goals: it reads no deployment and changes none.
package deploy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Function is what is to be set. What is 0, nil or empty is left as it is.
type Function struct {
	Name         string // of the function, or the resource that it is
	MemoryMB     int
	Timeout      int    // seconds
	Architecture string // as Lambda names it
	Reserved     *int   // concurrent executions reserved; 0 stops the function
	Environment  map[string]string
}

// variables are the names of the environment in order.
func (f Function) variables() []string { return slices.Sorted(maps.Keys(f.Environment)) }

// SAM is a resource of an AWS SAM template, YAML, to be merged into the
// template's own. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
func (f Function) SAM() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Resources:\n  %s:\n    Type: AWS::Serverless::Function\n    Properties:\n      MemorySize: %d\n", logicalID(f.Name), f.MemoryMB)
	if f.Timeout > 0 {
		fmt.Fprintf(&b, "      Timeout: %d\n", f.Timeout)
	}
	if f.Architecture != "" {
		fmt.Fprintf(&b, "      Architectures: [%s]\n", quoted(f.Architecture))
	}
	if f.Reserved != nil {
		fmt.Fprintf(&b, "      ReservedConcurrentExecutions: %d\n", *f.Reserved)
	}
	if len(f.Environment) > 0 {
		b.WriteString("      Environment:\n        Variables:\n")
		for _, name := range f.variables() {
			fmt.Fprintf(&b, "          %s: %s\n", quoted(name), quoted(f.Environment[name]))
		}
	}
	return b.String()
}

// Terraform is a resource of the AWS provider, to be merged into its own.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
func (f Function) Terraform() string {
	var b strings.Builder
	fmt.Fprintf(&b, "resource \"aws_lambda_function\" %s {\n  memory_size = %d\n", quotedHCL(identifier(f.Name)), f.MemoryMB)
	if f.Timeout > 0 {
		fmt.Fprintf(&b, "  timeout     = %d\n", f.Timeout)
	}
	if f.Architecture != "" {
		fmt.Fprintf(&b, "\n  architectures = [%s]\n", quotedHCL(f.Architecture))
	}
	if f.Reserved != nil {
		fmt.Fprintf(&b, "\n  reserved_concurrent_executions = %d\n", *f.Reserved)
	}
	if len(f.Environment) > 0 {
		b.WriteString("\n  environment {\n    variables = {\n")
		for _, name := range f.variables() {
			fmt.Fprintf(&b, "      %s = %s\n", quotedHCL(name), quotedHCL(f.Environment[name]))
		}
		b.WriteString("    }\n  }\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// CLI is commands for a POSIX shell. The CLI replaces all variables of the
// environment at once and takes another architecture only with the code, so
// that these two are said in comments.
// https://docs.aws.amazon.com/cli/latest/reference/lambda/update-function-configuration.html
func (f Function) CLI() string {
	var b strings.Builder
	name := "--function-name " + quotedShell(f.Name)
	if strings.HasPrefix(f.Name, "-") { // it would be read as an option
		name = "--function-name=" + quotedShell(f.Name)
	}
	fmt.Fprintf(&b, "aws lambda update-function-configuration %s --memory-size %d", name, f.MemoryMB)
	if f.Timeout > 0 {
		fmt.Fprintf(&b, " --timeout %d", f.Timeout)
	}
	b.WriteByte('\n')
	if f.Reserved != nil {
		fmt.Fprintf(&b, "aws lambda put-function-concurrency %s --reserved-concurrent-executions %d\n", name, *f.Reserved)
	}
	if f.Architecture != "" {
		fmt.Fprintf(&b, "# and with code built for it: aws lambda update-function-code %s --architectures %s …\n", oneLine(name), oneLine(quotedShell(f.Architecture)))
	}
	for _, name := range f.variables() {
		fmt.Fprintf(&b, "# and in its environment, where --environment replaces all variables: %s=%s\n", oneLine(name), oneLine(quotedShell(f.Environment[name])))
	}
	return b.String()
}

// quoted is a string in double quotes as YAML and HCL both read it: what is not
// printable is escaped by its number, in which JSON's pairs differ.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r > 0xFFFF && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quotedHCL is a string of HCL, in which ${ and %{ begin a template.
// https://developer.hashicorp.com/terraform/language/expressions/strings
func quotedHCL(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(quoted(s))
}

// quotedShell is a word for a POSIX shell.
func quotedShell(s string) string {
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) && !strings.ContainsRune("_-./:@%+,", r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// oneLine is text without what ends a line, for a comment.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// plain reports whether a rune is a letter or a digit of ASCII.
func plain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// logicalID is a name as CloudFormation has them: letters and digits alone,
// "resize-photo" is ResizePhoto.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
func logicalID(name string) string {
	var b strings.Builder
	up := true
	for _, r := range name {
		switch {
		case !plain(r):
			up = true
		case up:
			b.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "Function"
	}
	return b.String()
}

// identifier is a name as Terraform has them: letters, digits, _ and -, not with
// a digit or - first.
func identifier(name string) string {
	s := strings.Map(func(r rune) rune {
		if plain(r) || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, name)
	if s == "" {
		return "function"
	}
	if s[0] == '-' || s[0] >= '0' && s[0] <= '9' {
		return "_" + s
	}
	return s
}

package scenarios

import (
	"regexp"
	"strings"
)

// Mode says what of a deployed function is measured.
type Mode string

// The modes.
const (
	ModeCopy     Mode = "copy"     // a twin that is made for the run and deleted after it
	ModeVersions Mode = "versions" // published versions of the function itself
)

// FunctionName is a deployed function as people name it, taken apart.
type FunctionName struct {
	Name      string // what AWS is asked for: the name, or the ARN without its qualifier
	Short     string // the name alone
	Region    string // "" where it is not told
	Account   string // 12 digits, likewise
	Qualifier string // version or alias, likewise
}

// functionName is what Lambda takes for a function: its name, its ARN, or a part
// of that, with a qualifier.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestSyntax
var functionName = regexp.MustCompile(`^((?:arn:aws[a-z-]*:lambda:([a-z]{2}(?:-[a-z]+)+-[0-9]):)?(?:([0-9]{12}):)?(?:function:)?([A-Za-z0-9_-]{1,140}))(?::(\$LATEST|[A-Za-z0-9_-]{1,128}))?$`)

// ParseFunctionName takes the name of a deployed function apart; ok is false
// where it is none.
func ParseFunctionName(text string) (FunctionName, bool) {
	m := functionName.FindStringSubmatch(text)
	if m == nil || strings.HasPrefix(text, "arn:") && m[2] == "" {
		return FunctionName{}, false
	}
	return FunctionName{Name: m[1], Region: m[2], Account: m[3], Short: m[4], Qualifier: m[5]}, true
}

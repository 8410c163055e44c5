package scenarios

import (
	"regexp"
	"slices"
	"strings"
)

var variablePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// reserved are the variables that Lambda sets itself and lets nobody set.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
var reserved = []string{
	"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
	"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
	"AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
	"AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
}

// conditionNames are the properties that a gate's `for` knows beside params.
var conditionNames = []string{"memory_mb", "architecture", "target"}

// variable checks the name of an environment variable.
func (d *decoder) variable(key *node, what string) {
	switch {
	case slices.Contains(reserved, key.text):
		d.fail(key, "remove it", "the variable "+key.text+" is set by Lambda itself")
	case key.text == "payload" || slices.Contains(conditionNames, key.text):
		d.fail(key, "give it another name; environment variables are usually in capitals", key.text+" cannot be a name in "+what+": it means a property of every variant")
	case !variablePattern.MatchString(key.text):
		d.fail(key, "use letters, digits and underscores, a letter first", quote(key.text)+" is not a name of an environment variable")
	}
}

// longEnough checks the names of a function's variables: Lambda's have two
// characters at least.
// https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html
func (d *decoder) longEnough(n *node) {
	for _, e := range n.entries {
		if len(e.key.text) == 1 {
			d.fail(e.key, "give it a longer name", "the variable "+quote(e.key.text)+" has one letter; Lambda wants two characters at least")
		}
	}
}

// env reads environment variables: a mapping of names to text.
func (d *decoder) env(n *node, what string) map[string]string {
	if n.shape != mapping {
		d.fail(n, `write {NAME: "value"}`, what+" must be a mapping of names to text, not "+n.describe())
		return nil
	}
	env := map[string]string{}
	for _, e := range n.entries {
		d.variable(e.key, what)
		if _, twice := env[e.key.text]; twice {
			d.fail(e.key, "remove one", "the variable "+e.key.text+" stands twice")
		}
		env[e.key.text], _ = d.str(e.value, dotted(what, e.key.text))
		if strings.ContainsRune(env[e.key.text], 0) {
			d.fail(e.value, "remove it", dotted(what, e.key.text)+" holds a zero byte, which no environment can")
		}
	}
	return env
}

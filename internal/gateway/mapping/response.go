package mapping

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Response is one integration response of a REST API's non-proxy integration.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
type Response struct {
	// Pattern is matched against the whole errorMessage of a function error; ""
	// is the default response, which every success takes, and every error that
	// no pattern matches. API Gateway matches with Java's engine, this with
	// Go's RE2: no look-around, no back references.
	Pattern string
	Status  int               // 200 when 0
	Headers map[string]string // values as they are
	Body    string            // "" passes the function's payload on; ${errorMessage} and ${errorType} stand for the error's, as the inside of a JSON string
}

// Responses choose among integration responses.
type Responses struct {
	rules    []rule
	fallback Response
}

type rule struct {
	pattern *regexp.Regexp
	Response
}

// ParseResponses reads a list of responses; the last without a pattern is the
// default one. Its error names the response.
func ParseResponses(list []Response) (*Responses, error) {
	r := &Responses{fallback: Response{Status: 200}}
	for _, one := range list {
		if one.Status == 0 {
			one.Status = 200
		}
		if one.Status < 200 || one.Status > 599 {
			return nil, fmt.Errorf("integration response %q: status %d: want 200 to 599", one.Pattern, one.Status)
		}
		if one.Pattern == "" {
			r.fallback = one
			continue
		}
		pattern, err := regexp.Compile(`^(?s:` + one.Pattern + `)$`)
		if err != nil {
			return nil, fmt.Errorf("integration response: pattern %q is no regular expression of Go's: %w", one.Pattern, err)
		}
		r.rules = append(r.rules, rule{pattern, one})
	}
	return r, nil
}

// failure is what a function error's payload says.
type failure struct {
	Message string `json:"errorMessage"`
	Type    string `json:"errorType"`
}

// Choose finds the response to a payload; failed says that it is a function
// error. As on AWS an error that nothing matches takes the default response,
// which is a 200 unless it says otherwise.
func (r *Responses) Choose(payload []byte, failed bool) (Response, []byte) {
	var f failure
	chosen := r.fallback
	if failed {
		_ = json.Unmarshal(payload, &f) // an error without a message matches nothing
		for _, one := range r.rules {
			if one.pattern.MatchString(f.Message) {
				chosen = one.Response
				break
			}
		}
	}
	if chosen.Body == "" {
		return chosen, payload
	}
	return chosen, []byte(strings.NewReplacer("${errorMessage}", inside(f.Message), "${errorType}", inside(f.Type)).Replace(chosen.Body))
}

// inside is the text as it stands between the quotes of a JSON string.
func inside(s string) string {
	q := quote(s)
	return string(q[1 : len(q)-1])
}

package faultproxy

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"
)

// Throttled refuses the first calls of the control plane, n times each: those of
// one method on one path count together. Lambda answers with 429 where the rate of
// requests is above what it takes.
// https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html#API_GetFunction_Errors
func Throttled(n int) Fault {
	seen := map[string]int{}
	return func(c Call) Verdict {
		if c.Invokes() || seen[c.String()] >= n {
			return Verdict{}
		}
		seen[c.String()]++
		return Verdict{Code: "TooManyRequestsException", Message: "Rate exceeded", Status: http.StatusTooManyRequests}
	}
}

// Expired refuses every call from the n-th on, as of a token that has expired.
// https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
func Expired(n int) Fault {
	return func(c Call) Verdict {
		if c.N < n {
			return Verdict{}
		}
		return Verdict{Code: "ExpiredTokenException", Message: "The security token included in the request is expired", Status: http.StatusForbidden}
	}
}

// Denied refuses the changes from the n-th on, as of a caller without the
// permission.
// https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
func Denied(n int) Fault {
	return func(c Call) Verdict {
		if c.Change < n {
			return Verdict{}
		}
		return Verdict{Code: "AccessDeniedException", Message: "User: arn:aws:iam::123456789012:user/ci is not authorized to perform this", Status: http.StatusForbidden}
	}
}

// Killed ends the process at the n-th change, which is carried out or not: kill is
// called, and this call and all that come after it get no answer.
func Killed(n int, done bool, kill func()) Fault {
	dead := false
	return func(c Call) Verdict {
		if dead {
			return Verdict{Lost: true}
		}
		if c.Change != n {
			return Verdict{}
		}
		dead = true
		return Verdict{Lost: true, Done: done, Then: kill}
	}
}

// Stale has the first n invocations report another memory size, as where the
// configuration of before still answers while an update is under way.
// https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
func Stale(n, memoryMB int) Fault {
	seen := 0
	return func(c Call) Verdict {
		if !c.Invokes() || seen >= n {
			return Verdict{}
		}
		seen++
		return Verdict{MemoryMB: memoryMB}
	}
}

// memory is where the report of an invocation says how much the function had.
var memory = regexp.MustCompile(`Memory Size: [0-9]+ MB`)

// reported changes the memory size in the end of the log that an invocation's
// answer carries.
func reported(h http.Header, mb int) {
	const tail = "X-Amz-Log-Result"
	log, err := base64.StdEncoding.DecodeString(h.Get(tail))
	if err != nil || len(log) == 0 {
		return
	}
	log = memory.ReplaceAll(log, []byte("Memory Size: "+strconv.Itoa(mb)+" MB"))
	h.Set(tail, base64.StdEncoding.EncodeToString(log))
}

package onaws

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// fault answers as Lambda does when it refuses.
func fault(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("X-Amzn-Errortype", code)
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"Type":"User","message":%q,"Message":%q}`, message, message)
}

func isInvoke(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/invocations") }

// Each call of the control plane is refused twice at first, as while a function
// is still changing.
func TestCallsOfAFunctionThatIsChangingAreMadeAgain(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	refused := map[string]int{}
	cloud.before = func(w http.ResponseWriter, r *http.Request) bool {
		call := r.Method + r.URL.String()
		if !strings.HasPrefix(r.URL.Path, "/20") || isInvoke(r) || refused[call] == 2 {
			return false
		}
		refused[call]++
		fault(w, http.StatusConflict, "ResourceConflictException", "The operation cannot be performed at this time. An update is in progress for resource: x")
		return true
	}
	r := cloud.runner(t, "", 512)
	if err := r.Apply(t.Context(), r.scenario.Plan().Variants[0]); err != nil {
		t.Fatal(err)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	cloud.before = nil
	cloud.hasNothingOfOurs(t, api)
}

func TestAnInvocationIsNeverMadeAgain(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.runner(t, "", 512)
	v := r.scenario.Plan().Variants[0]
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		status  int
		code    string
		outcome measure.Outcome
	}{
		{http.StatusTooManyRequests, "TooManyRequestsException", measure.OutcomeThrottle},
		{http.StatusInternalServerError, "ServiceException", measure.OutcomeTransport},
		{http.StatusForbidden, "ExpiredTokenException", measure.OutcomeTransport},
	} {
		calls := 0
		cloud.before = func(w http.ResponseWriter, _ *http.Request) bool {
			calls++
			fault(w, tc.status, tc.code, "no")
			return true
		}
		if s := r.Invoke(t.Context(), v, hello); s.Outcome != tc.outcome || calls != 1 || r.Lacks(&s) || s.Stale != (tc.status == http.StatusForbidden) {
			t.Errorf("%s: %d calls, %+v", tc.code, calls, s)
		}
	}
	// With credentials that have expired the block is not measured, and no further
	// one is begun.
	says(t, r.Refused(), "lambda:InvokeFunction "+twin, "log in again")
	if err := r.Apply(t.Context(), v); err == nil || !strings.Contains(err.Error(), "lambda:InvokeFunction "+twin) || !strings.Contains(err.Error(), "log in again") {
		t.Errorf("%v", err)
	}
}

func TestWhatAFailureSays(t *testing.T) {
	for _, tc := range []struct {
		name, on string // part of the call's path
		status   int
		code     string
		says     []string
	}{
		{"permission", "/versions", http.StatusForbidden, "AccessDeniedException", []string{"lambda:PublishVersion " + twin, "allow lambda:PublishVersion"}},
		{"throttles without end", "/configuration", http.StatusTooManyRequests, "TooManyRequestsException", []string{"lambda:GetFunctionConfiguration", "throttled 7 times"}},
		{"expired", "/versions", http.StatusForbidden, "ExpiredTokenException", []string{"not accepted", "sweetspot restore"}},
		{"somebody else", "/versions", http.StatusConflict, "ResourceConflictException", []string{"somebody else"}},
		{"overtaken", "/versions", http.StatusPreconditionFailed, "PreconditionFailedException", []string{"nothing of theirs"}},
		{"full", "/2015-03-31/functions", http.StatusBadRequest, "CodeStorageExceededException", []string{"lambda:CreateFunction " + twin, "delete old versions"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cloud := startCloud(t, sandbox.Account{})
			cloud.deploy(t, nil)
			r := cloud.runner(t, "", 512)
			if _, err := r.read(t.Context()); err != nil {
				t.Fatal(err)
			}
			cloud.before = func(w http.ResponseWriter, q *http.Request) bool {
				if !strings.HasSuffix(q.URL.Path, tc.on) || q.Method == http.MethodGet && tc.on == "/versions" {
					return false
				}
				fault(w, tc.status, tc.code, "no")
				return true
			}
			err := r.Apply(t.Context(), r.scenario.Plan().Variants[0])
			for _, part := range tc.says {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("%v does not say %q", err, part)
				}
			}
		})
	}
}

func TestAnswersOfOtherMemoryAreNoPartOfTheLoad(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.runner(t, "", 512)
	v := r.scenario.Plan().Variants[0]
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	for memory, stale := range map[int]bool{512: false, 128: true} {
		cloud.before = func(w http.ResponseWriter, _ *http.Request) bool {
			log := fmt.Sprintf("REPORT RequestId: 1\tDuration: 2.00 ms\tBilled Duration: 2 ms\tMemory Size: %d MB\tMax Memory Used: 30 MB\t\n", memory)
			w.Header().Set("X-Amz-Log-Result", base64.StdEncoding.EncodeToString([]byte(log)))
			w.Header().Set("X-Amz-Executed-Version", "1")
			_, _ = w.Write([]byte("{}"))
			return true
		}
		if s := r.Invoke(t.Context(), v, hello); s.Stale != stale {
			t.Errorf("%d MB: %+v", memory, s)
		}
	}
}

// Lambda answers with the old version where nothing has changed.
func TestAPublicationThatMakesNothingIsNoticed(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.runner(t, "", 256, 512)
	variants := r.scenario.Plan().Variants
	if err := r.Apply(t.Context(), variants[0]); err != nil {
		t.Fatal(err)
	}
	cloud.before = func(w http.ResponseWriter, q *http.Request) bool {
		if q.Method != http.MethodPost || !strings.HasSuffix(q.URL.Path, "/versions") {
			return false
		}
		answer(w, map[string]any{"FunctionName": twin, "Version": "1", "MemorySize": 256})
		return true
	}
	if err := r.Apply(t.Context(), variants[1]); err == nil || !strings.Contains(err.Error(), "no new version") {
		t.Errorf("%v", err)
	}
}

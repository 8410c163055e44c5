package cloud_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

func TestRepeatMakesACallAgainWhereItWasNotCarriedOut(t *testing.T) {
	throttled := fmt.Errorf("call: %w", &smithy.GenericAPIError{Code: "ThrottlingException"})
	changing := &smithy.GenericAPIError{Code: "ResourceConflictException"}
	denied := &smithy.GenericAPIError{Code: "AccessDeniedException"}
	broken := fmt.Errorf("read: %w", net.ErrClosed)
	for name, test := range map[string]struct {
		action string
		answer error // of every call but the third
		made   int
		waits  []time.Duration
	}{
		"throttled":              {"lambda:CreateFunction", throttled, 3, []time.Duration{1, 2}},
		"known to the caller":    {"lambda:CreateFunction", changing, 3, []time.Duration{1, 2}},
		"denied":                 {"lambda:GetFunction", denied, 1, nil},
		"broken off, reading":    {"lambda:GetFunction", broken, 3, []time.Duration{1, 2}},
		"broken off, reading it": {"apigateway:GET", broken, 3, []time.Duration{1, 2}},
		"broken off, changing":   {"lambda:CreateFunction", broken, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var waits []time.Duration
			patience := cloud.Patience{
				First: 1, Retries: 5, Again: func(err error) bool { return errors.Is(err, changing) },
				Wait: func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil },
			}
			calls := 0
			_, made, err := cloud.Repeat(t.Context(), patience, test.action, func(context.Context) (int, error) {
				if calls++; calls == 3 {
					return calls, nil
				}
				return calls, test.answer
			})
			if made != test.made || calls != test.made || !slices.Equal(waits, test.waits) || (err == nil) != (test.made == 3) {
				t.Errorf("%d calls after %v: %v", made, waits, err)
			}
		})
	}
}

func TestRepeatEndsWithItsRetriesAndItsContext(t *testing.T) {
	throttled := &smithy.GenericAPIError{Code: "TooManyRequestsException"}
	always := func(context.Context) (int, error) { return 0, throttled }
	quick := cloud.Patience{First: time.Microsecond, Retries: 2}
	if _, made, err := cloud.Repeat(t.Context(), quick, "ecs:RunTask", always); made != 3 || !errors.Is(err, throttled) {
		t.Errorf("%d calls, %v", made, err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("interrupted")
	cancel(why)
	slow := cloud.Patience{First: time.Hour, Retries: 2}
	if _, made, err := cloud.Repeat(ctx, slow, "ecs:RunTask", always); made != 1 || !errors.Is(err, why) {
		t.Errorf("%d calls, %v", made, err)
	}
}

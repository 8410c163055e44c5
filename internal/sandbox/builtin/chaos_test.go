package builtin

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func TestChaos(t *testing.T) {
	for _, do := range []string{"", "ok", "sleep"} {
		if got, err := chaos(chaosRequest{Do: do}); err != nil || got.Did != "ok" {
			t.Errorf("do %q: %+v, %v", do, got, err)
		}
	}
	var failure ChaosError
	if _, err := chaos(chaosRequest{Do: "error"}); !errors.As(err, &failure) {
		t.Errorf("do error: %v, want a ChaosError", err)
	}
	func() {
		defer func() {
			if _, ok := recover().(ChaosError); !ok {
				t.Error("do panic: no panic with a ChaosError")
			}
		}()
		_, _ = chaos(chaosRequest{Do: "panic"})
	}()
}

func TestChaosTakesItsTime(t *testing.T) {
	tests := []struct {
		request chaosRequest
		want    time.Duration
	}{
		{chaosRequest{Do: "sleep", MS: 250}, 250 * time.Millisecond},
		{chaosRequest{Do: "timeout", MS: 1000}, 15*time.Minute + time.Second},
		{chaosRequest{Do: "oom", MB: 1}, oomHold},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			if _, err := chaos(tt.request); err != nil || time.Since(began) != tt.want {
				t.Errorf("%+v took %v, %v; want %v", tt.request, time.Since(began), err, tt.want)
			}
		})
	}
}

func TestChaosInit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		t.Setenv("INIT", "slow")
		began := time.Now()
		if _, err := startChaos(); err != nil || time.Since(began) <= 10*time.Second {
			t.Errorf("slow init took %v, %v; want more than Lambda's 10 s", time.Since(began), err)
		}
	})
	t.Setenv("INIT", "crash")
	defer func() {
		if recover() == nil {
			t.Error("INIT=crash did not panic")
		}
	}()
	_, _ = startChaos()
}

func TestChaosRefuses(t *testing.T) {
	share := 1.5
	for _, r := range []chaosRequest{
		{Do: "explode"}, {Do: "ok", MB: -1}, {Do: "ok", MS: -1}, {Do: "ok", MB: maxChaosMB + 1},
		{Do: "ok", MS: maxChaosMS + 1}, {Do: "ok", Share: &share},
	} {
		wantBadRequest(t, r.Do, second(r.choose(0)))
	}
}

func TestShareObeysTheDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		draw := rapid.Float64Range(0, 1).Draw(t, "draw")
		do, err := chaosRequest{Do: "error", Share: &share}.choose(draw)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := do(chaosRequest{}); (err != nil) != (draw < share) {
			t.Fatalf("share %g, draw %g: error %v", share, draw, err)
		}
	})
}

func TestOOMTakesMoreThanTheFunctionHas(t *testing.T) {
	tests := []struct {
		size string
		want int
	}{{"128", 192}, {"10240", 10304}, {"999999", maxChaosMB}, {"", fallbackOOMMB}, {"x", fallbackOOMMB}, {"-1", fallbackOOMMB}}
	for _, tt := range tests {
		if got := oomMB(tt.size); got != tt.want {
			t.Errorf("oomMB(%q) = %d, want %d", tt.size, got, tt.want)
		}
	}
}

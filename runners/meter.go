package runners

import (
	"context"
	"time"
)

// meter reads what the target has used so far; the function that it returns
// reads it again and notes the difference.
func (b *block) meter(ctx context.Context) func() {
	runner, is := b.runner.(Metered)
	if !is {
		return func() {}
	}
	before, known := runner.Usage(ctx, b.variant)
	began := time.Now()
	return func() {
		elapsed := time.Since(began)
		// The run may have been interrupted: what was used until then counts.
		after, still := runner.Usage(context.WithoutCancel(ctx), b.variant)
		if !known || !still {
			return
		}
		used := after.Since(before)
		used.Elapsed = elapsed
		b.Usage = &used
	}
}

package runners

import (
	"context"
	"errors"
	"fmt"
)

// PutBack undoes what a journal has outstanding of a target, the latest first,
// and notes in the journal what was undone; told, which may be nil, hears of
// each. One that cannot be undone does not keep it from the others. It is the
// Restore of a Changer, and that of `sweetspot restore`.
func PutBack(ctx context.Context, c Changer, j Journal, target string, told func(Change, error)) error {
	var errs []error
	for _, change := range j.Outstanding() {
		if change.Target != target {
			continue
		}
		err := c.PutBack(ctx, change)
		if err != nil {
			err = fmt.Errorf("%s %s is not put back: %w", change.Action, change.Resource, err)
		} else if err = j.Undone(change); err != nil {
			err = fmt.Errorf("%s %s is put back, which cannot be kept, so that it is done once more next time: %w", change.Action, change.Resource, err)
		}
		if told != nil {
			told(change, err)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

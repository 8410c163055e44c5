package github

import (
	"errors"
	"fmt"
	"os"
)

// SummaryLimit is the size of the largest summary of a step that GitHub takes,
// in bytes; it drops a larger one as a whole.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const SummaryLimit = 1 << 20

// errFull says that a summary has no room for more.
var errFull = errors.New("it has no room left, and GitHub drops a summary of more than 1 MiB as a whole: run fewer scenarios in a step")

// AppendSummary appends Markdown to the summary of the step, the file that
// GITHUB_STEP_SUMMARY names. What would make it larger than GitHub takes is left
// out, with an error.
func AppendSummary(path string, text []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("the summary of the step (%s): %w", path, err)
		}
	}()
	size := int64(0)
	switch info, err := os.Stat(path); {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("it is not an ordinary file")
	default:
		size = info.Size()
	}
	if size > 0 {
		text = append([]byte("\n"), text...) // what stands before it may not end its line
	}
	if size+int64(len(text)) > SummaryLimit {
		return errFull
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

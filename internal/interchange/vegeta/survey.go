package vegeta

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// MaxAttacks is how many attacks of different names a file may hold, and
// longest how long one may last: what lasts longer has a wrong clock.
const (
	MaxAttacks = 100
	longest    = 366 * 24 * time.Hour
)

// Summary is what a results file holds of one attack.
type Summary struct {
	Origin      // method and URL are those of its first result
	Results     int
	First, Last time.Time // sends
	End         time.Time // of the last answer
}

// Survey is a results file read through once.
type Survey struct {
	Encoding Encoding
	Results  int
	Attacks  []Summary // in the order of their first results
	// Damage is the fault that ended the reading, nil when the file is whole.
	Damage error
}

// Inspect reads a results file to its end or to the first fault in it. The
// error is that of a file of which nothing can be read, or ctx's. The encoding
// is detected where it is "".
func Inspect(ctx context.Context, from io.Reader, encoding Encoding) (*Survey, error) {
	reader, err := NewReader(from, encoding)
	if err != nil {
		return nil, err
	}
	s := &Survey{Encoding: reader.Encoding}
	index := map[string]int{}
	for ctx.Err() == nil {
		record, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			return s, nil
		case err != nil && s.Results == 0:
			return nil, err
		case err != nil:
			s.Damage = err
			return s, nil
		}
		i, ok := index[record.Attack]
		if !ok {
			if i = len(s.Attacks); i == MaxAttacks {
				return nil, &Error{s.Results + 1, fmt.Errorf("the file holds more than %d attacks of different names", MaxAttacks)}
			}
			index[record.Attack] = i
			s.Attacks = append(s.Attacks, Summary{Origin: record.Origin, First: record.Sample.Sent})
		}
		if err := s.Attacks[i].add(&record); err != nil {
			return nil, &Error{s.Results + 1, err}
		}
		s.Results++
	}
	return nil, ctx.Err()
}

func (a *Summary) add(r *Record) error {
	a.Results++
	if r.Sample.Sent.Before(a.First) {
		a.First = r.Sample.Sent
	}
	if r.Sample.Sent.After(a.Last) {
		a.Last = r.Sample.Sent
	}
	if r.Sample.End.After(a.End) {
		a.End = r.Sample.End
	}
	if a.End.Sub(a.First) > longest {
		return fmt.Errorf("with it the attack lasts longer than %d days", longest/(24*time.Hour))
	}
	return nil
}

package offers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const (
	// maxValue is the most bytes that one row of a list may have; the largest
	// real ones, EC2's reserved terms of an instance type, have some 30,000.
	maxValue = 1 << 20
	maxDepth = 100 // brackets open at once in what is passed over
)

// stream reads JSON of any length a token or a row at a time, so that memory
// is bounded by the largest row.
type stream struct {
	dec       *json.Decoder
	allowance *allowance
}

func newStream(r io.Reader) *stream {
	a := &allowance{r: r}
	return &stream{json.NewDecoder(a), a}
}

// allowance hands on a reader's bytes until so many have been read since it
// was last renewed.
type allowance struct {
	r    io.Reader
	left int
}

var errTooLong = fmt.Errorf("a single value is longer than %d MB", maxValue>>20)

var errCut = errors.New("the list ends in the middle")

// Read implements io.Reader.
func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, errTooLong
	}
	n, err := a.r.Read(p[:min(len(p), a.left)])
	a.left -= n
	return n, err
}

// more reports whether the array or object that is open goes on.
func (s *stream) more() bool {
	s.allowance.left = maxValue
	return s.dec.More()
}

// token is the next token.
func (s *stream) token() (json.Token, error) {
	s.allowance.left = maxValue
	tok, err := s.dec.Token()
	return tok, s.located(err)
}

// decode reads the next value, whole.
func (s *stream) decode(v any) error {
	s.allowance.left = maxValue
	return s.located(s.dec.Decode(v))
}

// located says where in the stream an error is.
func (s *stream) located(err error) error {
	var there *placedError
	switch {
	case err == nil || errors.As(err, &there):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = errCut
	}
	return &placedError{s.dec.InputOffset(), err}
}

// placedError is an error with the place in a list where it happened, counted
// in bytes: an offer file may be one line of gigabytes.
type placedError struct {
	offset int64
	err    error
}

// Error says where and what.
func (e *placedError) Error() string { return fmt.Sprintf("byte %d: %v", e.offset, e.err) }

// Unwrap returns the error itself.
func (e *placedError) Unwrap() error { return e.err }

// faultf is an error in what was read last.
func (s *stream) faultf(format string, args ...any) error {
	return s.located(fmt.Errorf(format, args...))
}

// open reads the bracket that begins an object or array.
func (s *stream) open(bracket json.Delim) error {
	tok, err := s.token()
	if err != nil {
		return err
	}
	if tok != bracket {
		return s.faultf("%v where %v is wanted", tok, bracket)
	}
	return nil
}

// object reads an object: member is called with each key and reads its value.
func (s *stream) object(member func(key string) error) error {
	if err := s.open('{'); err != nil {
		return err
	}
	for s.more() {
		tok, err := s.token()
		if err != nil {
			return err
		}
		key, _ := tok.(string) // the decoder lets nothing else be a key
		if err := member(key); err != nil {
			return err
		}
	}
	_, err := s.token()
	return err
}

// array reads an array: element is called for each value and reads it.
func (s *stream) array(element func() error) error {
	if err := s.open('['); err != nil {
		return err
	}
	for s.more() {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := s.token()
	return err
}

// pass passes over a value of any length.
func (s *stream) pass() error {
	for depth := 0; ; {
		tok, err := s.token()
		if err != nil {
			return err
		}
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > maxDepth {
			return s.faultf("brackets are nested more than %d deep", maxDepth)
		}
		if depth == 0 {
			return nil
		}
	}
}

// passRow passes over a row quickly.
func (s *stream) passRow() error { return s.decode(&passed{}) }

// passed is a value that nobody looks at.
type passed struct{}

// UnmarshalJSON implements json.Unmarshaler.
func (*passed) UnmarshalJSON([]byte) error { return nil }

// finish checks that nothing but space is left.
func (s *stream) finish() error {
	s.allowance.left = maxValue
	switch tok, err := s.dec.Token(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return s.located(err)
	default:
		return s.faultf("%v follows the end", tok)
	}
}

package vegeta

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxRecord is the size of the largest record that is read, in bytes. Only
// bodies make records large.
const maxRecord = 16 << 20

// maxTypes is how many types a gob stream may define; vegeta's has four.
const maxTypes = 64

var (
	errTooLarge = fmt.Errorf("it is larger than %d MB (vegeta attack -max-body 0 leaves the bodies out)", maxRecord>>20)
	errTypes    = fmt.Errorf("the file defines more than %d types, which results do not", maxTypes)
)

// allowance passes on at most maxRecord bytes for a record, so that a line
// that never ends costs no more memory than that.
type allowance struct {
	from io.Reader
	left int
}

func (a *allowance) renew() { a.left = maxRecord }

// Read implements io.Reader.
func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, errTooLarge
	}
	n, err := a.from.Read(p[:min(len(p), a.left)])
	a.left -= n
	return n, err
}

// messages passes on a gob stream message by message: what its lengths ask for
// is checked before the decoder sees it. https://pkg.go.dev/encoding/gob
type messages struct {
	from    *bufio.Reader
	message bytes.Buffer // what is left of the current one
	types   int
}

// Read implements io.Reader.
func (m *messages) Read(p []byte) (int, error) {
	if m.message.Len() == 0 {
		if err := m.next(); err != nil {
			return 0, err
		}
	}
	return m.message.Read(p)
}

func (m *messages) next() error {
	size, encoded, err := readUint(m.from)
	if err != nil {
		return err
	}
	if size > maxRecord {
		return errTooLarge
	}
	m.message.Reset()
	m.message.Write(encoded)
	if n, err := io.CopyN(&m.message, m.from, int64(size)); err != nil {
		if n < int64(size) && errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	if definesType(m.message.Bytes()[len(encoded):]) {
		if m.types++; m.types > maxTypes {
			return errTypes
		}
	}
	return nil
}

// definesType reports whether a message starts with a negative type id.
func definesType(message []byte) bool {
	id, _, err := readUint(bytes.NewReader(message))
	return err == nil && id&1 == 1
}

// readUint reads an unsigned integer of a gob stream: one byte below 128, or
// the negated count of the bytes that follow, most significant first. encoded
// is what was read; the error is io.EOF only when that is nothing.
func readUint(from io.ByteReader) (value uint64, encoded []byte, err error) {
	first, err := from.ReadByte()
	if err != nil {
		return 0, nil, err
	}
	encoded = append(make([]byte, 0, 9), first)
	if first < 0x80 {
		return uint64(first), encoded, nil
	}
	count := -int(int8(first))
	if count > 8 {
		return 0, nil, errors.New("a length is not one of a gob stream")
	}
	for range count {
		b, err := from.ReadByte()
		if errors.Is(err, io.EOF) {
			return 0, nil, io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, nil, err
		}
		encoded = append(encoded, b)
		value = value<<8 | uint64(b)
	}
	return value, encoded, nil
}

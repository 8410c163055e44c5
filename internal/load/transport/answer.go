package transport

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"

	"github.com/valyala/fasthttp"
)

// maxHead is how many bytes the status line and headers of an answer may have.
const maxHead = 16 << 10

// maxInterim is how many 1xx answers may come before the real one.
const maxInterim = 8

// errSwitched is an answer that goes on in another protocol.
var errSwitched = errors.New("it switches to another protocol, which was not asked for")

// errTooLarge is an answer's body beyond Options.MaxBody.
var errTooLarge = errors.New("the body is larger than max_body")

// readAnswer reads one answer to its end into a, as the options say, and reports
// whether the connection may carry another request. The first byte is there
// already.
func readAnswer(br *bufio.Reader, header *fasthttp.ResponseHeader, head bool, o *Options, a *Answer) (reusable bool, err error) {
	if err := readHead(br, header); err != nil {
		return false, err
	}
	a.Status = header.StatusCode()
	keepHeaders(header, o.Headers, a)
	body, maxBody := bodyOf(a, o), o.MaxBody
	length := header.ContentLength()
	bodyless := head || a.Status == 204 || a.Status == 304
	switch {
	case bodyless:
	case length >= 0:
		a.BytesIn, err = readLength(br, body, int64(length), maxBody)
	case length == -1:
		a.BytesIn, err = readChunked(br, body, maxBody)
	default:
		a.BytesIn, err = readToEnd(br, body, maxBody)
	}
	return err == nil && !header.ConnectionClose() && (bodyless || length >= -1), err
}

// readHead reads past interim answers to the one that counts.
func readHead(br *bufio.Reader, header *fasthttp.ResponseHeader) error {
	for range maxInterim {
		if err := header.Read(br); err != nil {
			return headError(err)
		}
		switch status := header.StatusCode(); {
		case status == 101:
			return &Error{Class: Malformed, Err: errSwitched}
		case status >= 200:
			return nil
		}
	}
	return &Error{Class: Malformed, Err: errors.New("one interim answer after another")}
}

// headError tells a broken connection from an answer that is none.
func headError(err error) error {
	var small *fasthttp.ErrSmallBuffer
	if errors.As(err, &small) {
		return &Error{Class: Malformed, Err: fmt.Errorf("the headers are larger than %d kB", maxHead>>10)}
	}
	// The parser quotes what it read, in which a server may echo a secret.
	switch c := class(err); c {
	case Reset, NoAnswer, ClosedEarly:
		return &Error{Class: c, Err: errors.New("within the status line or the headers")}
	}
	return &Error{Class: Malformed, Err: errors.New("the status line or the headers are not HTTP")}
}

// readLength reads a body of known length.
func readLength(br *bufio.Reader, to io.Writer, length, most int64) (int64, error) {
	if length > most {
		return 0, &Error{Class: TooLarge, Err: errTooLarge}
	}
	if to != io.Discard {
		n, err := io.CopyN(to, br, length)
		return n, cutShort(err)
	}
	n, err := br.Discard(int(length))
	return int64(n), cutShort(err)
}

// cutShort is the error of a body that ends before its length.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readChunked reads a chunked body and its trailers.
func readChunked(br *bufio.Reader, to io.Writer, most int64) (int64, error) {
	n, err := io.Copy(to, io.LimitReader(httputil.NewChunkedReader(br), most+1))
	switch {
	case err == nil && n > most:
		return n, &Error{Class: TooLarge, Err: errTooLarge}
	case err != nil:
		return n, err
	}
	return n, discardTrailers(br)
}

// discardTrailers reads up to the empty line that ends a chunked body.
func discardTrailers(br *bufio.Reader) error {
	for left := maxHead; left > 0; {
		line, err := br.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			return nil
		}
		left -= len(line)
	}
	return &Error{Class: Malformed, Err: errors.New("the trailers have no end")}
}

// readToEnd reads a body that the end of the connection ends.
func readToEnd(br *bufio.Reader, to io.Writer, most int64) (int64, error) {
	n, err := io.Copy(to, io.LimitReader(br, most+1))
	if err == nil && n > most {
		err = &Error{Class: TooLarge, Err: errTooLarge}
	}
	return n, err
}

package vegeta

import (
	"bufio"
	"encoding/csv"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// result is what is read of one of vegeta's results; Body and Headers are
// left out, which all three decoders skip then.
type result struct {
	Attack    string        `json:"attack"`
	Seq       uint64        `json:"seq"`
	Code      uint16        `json:"code"`
	Timestamp time.Time     `json:"timestamp"`
	Latency   time.Duration `json:"latency"`
	BytesOut  uint64        `json:"bytes_out"`
	BytesIn   uint64        `json:"bytes_in"`
	Error     string        `json:"error"`
	Method    string        `json:"method"`
	URL       string        `json:"url"`
}

// decoder reads the next result into a zero one; io.EOF after the last.
type decoder func(*result) error

func newDecoder(r *bufio.Reader, encoding Encoding) decoder {
	switch encoding {
	case Gob:
		gobs := gob.NewDecoder(&messages{from: r})
		return func(to *result) error { return gobs.Decode(to) }
	case JSON:
		allowed := &allowance{from: r}
		objects := json.NewDecoder(allowed)
		return func(to *result) error {
			allowed.renew()
			return objects.Decode(to)
		}
	}
	allowed := &allowance{from: r}
	lines := csv.NewReader(allowed)
	lines.FieldsPerRecord, lines.TrimLeadingSpace, lines.ReuseRecord = len(columns), true, true
	return func(to *result) error {
		allowed.renew()
		return decodeLine(lines, to)
	}
}

// columns are those of vegeta's CSV, in its order.
var columns = [12]string{
	"timestamp", "code", "latency", "bytes out", "bytes in", "error", "body",
	"attack", "sequence number", "method", "URL", "headers",
}

// decodeLine reads one line of CSV.
func decodeLine(lines *csv.Reader, to *result) error {
	fields, err := lines.Read()
	if err != nil {
		return err
	}
	number := func(column, bits int) (n uint64) {
		if err == nil {
			if n, err = strconv.ParseUint(fields[column], 10, bits); err != nil {
				err = notANumber(fields, column)
			}
		}
		return n
	}
	to.Timestamp = time.Unix(0, int64(number(0, 63))).UTC()
	to.Code = uint16(number(1, 16))
	to.Latency = time.Duration(number(2, 63))
	to.BytesOut, to.BytesIn = number(3, 64), number(4, 64)
	to.Error, to.Attack = fields[5], fields[7]
	to.Seq = number(8, 64)
	to.Method, to.URL = fields[9], fields[10]
	return err
}

func notANumber(fields []string, column int) error {
	return fmt.Errorf("its %s is %.40q, not a whole number from 0", columns[column], fields[column])
}

// Package vegeta turns samples into the results files of the load tester
// vegeta (https://github.com/tsenart/vegeta, version 12) and back, in its gob,
// JSON and CSV encodings.
//
// It writes through vegeta's own encoders. It reads on its own: vegeta's
// decoders allocate whatever a damaged or hostile file asks for, and its JSON
// decoder drops a last line that is cut. Bodies and headers of answers are
// skipped, so that nothing secret in them is kept.
package vegeta

// Encoding is one of the encodings of results files.
type Encoding string

// The encodings.
const (
	Gob  Encoding = "gob"
	JSON Encoding = "json"
	CSV  Encoding = "csv"
)

package rundir

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// The sample log is a mark and then frames:
//
//	log    ::= "sweetspot samples 1\n" { frame }
//	frame  ::= length checksum payload        both 4 bytes, little-endian
//	payload::= record { record }              at least one
//	record ::= flags [place] seq word intended lag service word word word word status out in
//	           [figures] [phases] [text] [text] [log] [gateway]
//	place  ::= variant block round word
//	figures::= init duration billed memory
//	phases ::= dns connect tls first-byte
//	word   ::= n [text]                       the text where n is new: it gets the number n
//	text   ::= length bytes
//
// The checksum is the CRC-32C of the payload. Numbers are varints as in
// encoding/binary; times are in nanoseconds, intended since the record before
// it and the others since the one before them. A frame stands alone: words
// and differences start anew in it (0 is the empty word), so damage to one
// frame cannot change what another says.
const logMark = "sweetspot samples 1\n"

const (
	frameHeader = 8
	// frameSize is the payload length in bytes at which a frame is closed.
	frameSize = 32 << 10
	// maxText is the length in bytes to which a longer text is cut.
	maxText = 32 << 10
	// maxFrame bounds a payload: its last record may have eight texts.
	maxFrame = frameSize + 8*maxText + 512
)

// The flags of a record.
const (
	flagWorkerFree = 1 << iota
	flagContended
	flagPlace   // variant, block, round and phase follow: not those of the record before
	flagFigures // the platform's figures follow
	flagPhases  // the client's own phases follow
	flagRequest // a request id follows
	flagTrace   // a trace id follows
	flagLog     // the bytes of the log follow
	flagGateway // what the gateway added follows
	flagEstimated
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// place is what the samples of a phase have in common.
type place struct {
	variant, block, round int
	phase                 measure.Phase
}

// word is the last text of a field, with its number in the frame.
type word struct {
	text   string
	number uint64
}

// frames encodes samples. The zero value is ready.
type frames struct {
	buf   []byte // closed frames, then the open one
	start int    // of the open frame's header in buf
	open  bool

	words    map[string]uint64
	place    place
	seq      int
	intended int64
	payload  word
	outcome  word
	reason   word
	environ  word
	cold     word
}

// add appends a sample.
func (f *frames) add(s *measure.Sample) {
	if !f.open {
		f.begin()
	}
	here := place{s.Variant, s.Block, s.Round, s.Phase}
	flags := flagsOf(s)
	if here != f.place {
		flags |= flagPlace
	}
	f.count(flags)
	if here != f.place {
		f.place = here
		f.number(int64(s.Variant))
		f.number(int64(s.Block))
		f.number(int64(s.Round))
		f.word(&word{}, string(s.Phase))
	}
	f.number(int64(s.Seq - f.seq))
	f.seq = s.Seq
	f.word(&f.payload, s.Payload)
	f.times(s)
	f.word(&f.outcome, string(s.Outcome))
	f.word(&f.reason, s.Reason)
	f.word(&f.environ, s.Environment)
	f.word(&f.cold, string(s.Cold))
	f.number(int64(s.Status))
	f.number(s.BytesOut)
	f.number(s.BytesIn)
	f.optional(s, flags)
	if len(f.buf)-f.start-frameHeader >= frameSize {
		f.seal()
	}
}

func flagsOf(s *measure.Sample) (flags uint64) {
	for _, flag := range [...]struct {
		set bool
		bit uint64
	}{
		{s.WorkerFree, flagWorkerFree},
		{s.Contended, flagContended},
		{s.Init|s.Duration|s.Billed != 0 || s.MaxMemoryMB != 0, flagFigures},
		{s.DNS|s.Connect|s.TLS|s.FirstByte != 0, flagPhases},
		{s.RequestID != "", flagRequest},
		{s.TraceID != "", flagTrace},
		{s.LogBytes != 0, flagLog},
		{s.Gateway != 0, flagGateway},
		{s.Estimated, flagEstimated},
	} {
		if flag.set {
			flags |= flag.bit
		}
	}
	return flags
}

// times appends when the sample was intended, sent and ended. The differences
// are those of the monotonic clock, so that a step of the wall clock while the
// sample was under way does not change its latency.
func (f *frames) times(s *measure.Sample) {
	intended := s.Intended.UnixNano()
	f.number(intended - f.intended)
	f.intended = intended
	f.number(int64(s.SendLag()))
	f.number(int64(s.Service()))
}

func (f *frames) optional(s *measure.Sample, flags uint64) {
	if flags&flagFigures != 0 {
		f.number(int64(s.Init))
		f.number(int64(s.Duration))
		f.number(int64(s.Billed))
		f.number(int64(s.MaxMemoryMB))
	}
	if flags&flagPhases != 0 {
		f.number(int64(s.DNS))
		f.number(int64(s.Connect))
		f.number(int64(s.TLS))
		f.number(int64(s.FirstByte))
	}
	if flags&flagRequest != 0 {
		f.text(s.RequestID)
	}
	if flags&flagTrace != 0 {
		f.text(s.TraceID)
	}
	if flags&flagLog != 0 {
		f.number(s.LogBytes)
	}
	if flags&flagGateway != 0 {
		f.number(int64(s.Gateway))
	}
}

// begin opens a frame.
func (f *frames) begin() {
	if f.words == nil {
		f.words = map[string]uint64{}
	}
	clear(f.words)
	f.words[""] = 0
	f.start, f.open = len(f.buf), true
	f.buf = append(f.buf, make([]byte, frameHeader)...)
	f.place, f.seq, f.intended = place{}, 0, 0
	f.payload, f.outcome, f.reason, f.environ, f.cold = word{}, word{}, word{}, word{}, word{}
}

// seal closes the open frame, if there is one.
func (f *frames) seal() {
	if !f.open {
		return
	}
	f.open = false
	header, payload := f.buf[f.start:f.start+frameHeader], f.buf[f.start+frameHeader:]
	binary.LittleEndian.PutUint32(header, uint32(len(payload)))
	binary.LittleEndian.PutUint32(header[4:], crc32.Checksum(payload, castagnoli))
}

// take seals and returns what was added, and goes on in spare.
func (f *frames) take(spare []byte) []byte {
	f.seal()
	full := f.buf
	f.buf = spare[:0]
	return full
}

func (f *frames) count(n uint64) { f.buf = binary.AppendUvarint(f.buf, n) }

func (f *frames) number(n int64) { f.buf = binary.AppendVarint(f.buf, n) }

func (f *frames) text(s string) {
	s = s[:min(len(s), maxText)]
	f.count(uint64(len(s)))
	f.buf = append(f.buf, s...)
}

// word appends a text that is likely to come again; last is that of the same
// field in the record before.
func (f *frames) word(last *word, text string) {
	if text == last.text {
		f.count(last.number)
		return
	}
	number, known := f.words[text]
	if !known {
		number = uint64(len(f.words))
		f.words[text] = number
	}
	last.text, last.number = text, number
	f.count(number)
	if !known {
		f.text(text)
	}
}

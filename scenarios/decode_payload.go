package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/scenarios/events"
)

// maxPayloadBytes is the largest request of a synchronous invocation.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	maxPayloadBytes = 6 << 20
	maxWeight       = 1_000_000
	maxPayloads     = 1000
)

const payloadExample = "[{name: small, json: {width: 160}}]"

// payloads reads the request bodies.
func (d *decoder) payloads(n *node) []Payload {
	var all []Payload
	var names []*node
	items := d.list(n, "payloads", payloadExample)
	if len(items) > maxPayloads {
		d.fail(items[maxPayloads], "draw from fewer payloads", "there are more than 1000 payloads")
		return nil
	}
	for i, item := range items {
		p := d.payload(item)
		if p.Name == "" && len(items) > 1 {
			p.Name = "payload-" + itoa(i+1)
		}
		all = append(all, p)
		if name := item.get("name"); name != nil {
			names = append(names, name)
		}
	}
	d.unique(names, "the names of payloads")
	return all
}

// payload reads one payload: its body in place or in a file, and how it is sent
// to what speaks HTTP.
func (d *decoder) payload(n *node) Payload {
	p := Payload{Weight: 1}
	fields := []field{
		{name: "name", read: func(n *node) { p.Name = d.name(n, "the payload's name") }},
		{name: "weight", read: func(n *node) { p.Weight = d.integer(n, "weight", 1, maxWeight) }},
		{name: "file", read: func(n *node) { p.Body = d.payloadFile(n) }},
		{name: "digest", read: func(n *node) { p.Digest = d.boolean(n, "digest") }},
		{name: "request", read: func(r *node) {
			p.Request = d.request(r, slices.ContainsFunc(bodyKeys, func(key string) bool { return n.get(key) != nil }))
		}},
	}
	fields = append(fields,
		field{name: "json", read: func(n *node) { p.Body = d.json(n) }},
		field{name: "template", read: func(t *node) { p.Body = d.payloadTemplate(t, n.get("set")) }},
		field{name: "set", read: func(*node) {}}, // with the template
	)
	if d.object(n, "a payload", fields...) {
		d.oneBody(n)
		if p.Digest && n.get("template") != nil {
			d.fail(keyNode(n, "digest"), "write the event as json, or put it into a file", "what a template is filled in with cannot be kept as a digest")
		}
	}
	return p
}

// payloadTemplate fills in the sample event of a service.
func (d *decoder) payloadTemplate(n, set *node) []byte {
	name, ok := d.word(n, "template", events.Names(), nil)
	if !ok {
		return nil
	}
	values := map[string]json.RawMessage{}
	if set != nil && (set.shape != mapping || len(set.entries) == 0) {
		d.fail(set, "write {"+events.Settable(name)[0]+": …}", "set must be a mapping of names to values, not "+set.describe())
		return nil
	}
	mistakes := len(d.errs)
	if set != nil {
		for _, e := range set.entries {
			values[e.key.text] = d.json(e.value)
		}
	}
	if len(d.errs) > mistakes {
		return nil
	}
	body, err := events.Event(name, values)
	if unknown, ok := errors.AsType[*events.UnknownError](err); ok {
		d.fail(keyNode(set, unknown.Name), check.DidYouMean(unknown.Name, events.Settable(name)), err.Error())
	} else if err != nil {
		d.fail(set, "a path leads through keys and indexes of the event, such as Records.0.awsRegion", "set "+err.Error())
	}
	return body
}

// bodyKeys are the keys of a payload of which one says what its body is.
var bodyKeys = []string{"json", "file", "template"}

// oneBody checks that exactly one of bodyKeys stands, or a request that needs
// none. A null json is the JSON null, but leaving out the value is more often a
// slip.
func (d *decoder) oneBody(n *node) {
	var found []string
	for _, e := range n.entries {
		if slices.Contains(bodyKeys, e.key.text) {
			found = append(found, e.key.text)
		}
	}
	switch {
	case len(found) > 1:
		d.fail(keyNode(n, found[1]), "keep one of them", found[0]+" and "+found[1]+" cannot stand together in a payload")
	case len(found) == 0 && n.get("request") == nil && len(n.entries) > 0:
		d.missing(n, "the payload has no body", "add json: {…}, file: payload.json or template: s3-put; for a gateway also request: GET /path")
	case n.get("set") != nil && n.get("template") == nil:
		d.fail(keyNode(n, "set"), "add template: s3-put, or write the values into json", "set fills in a template, and there is none")
	}
}

// payloadFile reads a body from a file, which must hold JSON.
func (d *decoder) payloadFile(n *node) []byte {
	name, ok := d.str(n, "file")
	if !ok {
		return nil
	}
	f, err := os.Open(d.path(name))
	if os.IsNotExist(err) {
		d.fail(n, "paths start from the scenario file's folder", "there is no payload file "+name)
		return nil
	}
	if err != nil {
		d.fail(n, "", "the payload file "+name+" cannot be opened: "+reason(err))
		return nil
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		d.fail(n, "name a file that holds JSON", name+" is not a file")
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(f, maxPayloadBytes+1))
	switch {
	case err != nil:
		d.fail(n, "", "the payload file "+name+" cannot be read: "+reason(err))
	case len(body) > maxPayloadBytes:
		d.fail(n, "a function takes at most 6 MB at once: hand larger ones over by reference, such as the key of an object in S3", "the payload file "+name+" is larger than 6 MB")
	case !json.Valid(body):
		d.fail(n, jsonMistake(body), "the payload file "+name+" does not hold JSON")
	}
	return bytes.TrimSpace(body)
}

// jsonMistake says where a file stops being JSON.
func jsonMistake(body []byte) string {
	var v any
	syntax, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(body, &v))
	if !ok {
		return "put JSON into the file"
	}
	line := 1 + bytes.Count(body[:min(int(syntax.Offset), len(body))], []byte("\n"))
	return "line " + itoa(line) + " of it: " + syntax.Error()
}

// json turns a YAML value into JSON, keys in their order.
func (d *decoder) json(n *node) []byte {
	var b bytes.Buffer
	d.writeJSON(&b, n)
	return b.Bytes()
}

func (d *decoder) writeJSON(b *bytes.Buffer, n *node) {
	switch n.shape {
	case sequence:
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			d.writeJSON(b, item)
		}
		b.WriteByte(']')
	case mapping:
		d.writeObject(b, n)
	default:
		d.writeScalar(b, n)
	}
}

func (d *decoder) writeObject(b *bytes.Buffer, n *node) {
	seen := map[string]bool{}
	b.WriteByte('{')
	for i, e := range n.entries {
		if seen[e.key.text] {
			d.fail(e.key, "remove one", "the key "+e.key.text+" stands twice")
		}
		seen[e.key.text] = true
		if i > 0 {
			b.WriteByte(',')
		}
		writeText(b, e.key.text)
		b.WriteByte(':')
		d.writeJSON(b, e.value)
	}
	b.WriteByte('}')
}

func (d *decoder) writeScalar(b *bytes.Buffer, n *node) {
	switch n.tag() {
	case tagNull:
		b.WriteString("null")
	case tagBool:
		b.WriteString(strings.ToLower(n.text))
	case tagInt:
		b.WriteString(d.jsonInt(n))
	case tagFloat:
		b.WriteString(d.jsonFloat(n))
	default:
		writeText(b, n.text)
	}
}

// jsonInt writes whole numbers of any length, octal and hexadecimal ones too.
func (d *decoder) jsonInt(n *node) string {
	const longest = 300
	base, digits := 10, strings.TrimPrefix(n.text, "+")
	if strings.HasPrefix(digits, "0x") {
		base, digits = 16, digits[2:]
	} else if strings.HasPrefix(digits, "0o") {
		base, digits = 8, digits[2:]
	}
	value, ok := new(big.Int).SetString(digits[:min(len(digits), longest)], base)
	if !ok || len(digits) > longest {
		d.fail(n, "quote it to send it as text", "the number is too long")
		return "0"
	}
	return value.String()
}

// jsonFloat keeps a number as it is written where JSON has it that way too.
func (d *decoder) jsonFloat(n *node) string {
	if json.Valid([]byte(n.text)) {
		return n.text
	}
	value, err := strconv.ParseFloat(n.text, 64)
	text, marshalErr := json.Marshal(value)
	if err != nil || marshalErr != nil {
		d.fail(n, "quote it to send it as text", n.describe()+" cannot be written in JSON")
		return "0"
	}
	return string(text)
}

// writeText writes a JSON string without the escapes that only HTML needs.
func writeText(b *bytes.Buffer, s string) {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string cannot fail
	b.Truncate(b.Len() - 1)
}

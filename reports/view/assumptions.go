package view

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Assumptions are what the figures rest on, and what is not in them.
func (v *View) Assumptions() []Fact {
	if v.Servers {
		return v.serverAssumptions()
	}
	out := []Fact{v.placeFact()}
	if files := v.recordings(); files != "" && !v.Replayed {
		out = append(out, Fact{Name: "Replayed from", Text: files, Note: "of the other targets: times are those of the recording, drawn at random"})
	}
	if tier := v.Summary.Run.Host.Limits; v.Local && tier != "" {
		out = append(out, Fact{Name: "Limits", Text: format.Clean(tier), Note: limitsMeaning(tier)})
	}
	out = append(out, Fact{Name: "Traffic", Text: v.Traffic()})
	if !v.Containers {
		out = append(out, Fact{Name: "Cold starts", Text: v.coldShare()})
	}
	out = append(out, v.bearings()...)
	out = append(out, v.payloadFacts()...)
	out = append(out, v.priceFacts()...)
	return append(out,
		Fact{Name: "Load", Text: v.load()},
		v.Intervals(),
		Fact{Name: "Not in it", Text: v.left()},
	)
}

// load is the load in words, after the calls that each variant got of it where
// all got as many: "100 calls a size: 10/s for 10s, in 4 rounds".
func (v *View) load() string {
	text := format.Clean(v.Summary.Scenario.Load)
	if text == "" || len(v.Trials) == 0 {
		return text
	}
	n := v.Trials[0].Invocations
	if n == 0 || slices.ContainsFunc(v.Trials, func(t Trial) bool { return t.Invocations != n }) {
		return text
	}
	if at := strings.LastIndex(text, " in "); at > 0 && strings.HasSuffix(text, " rounds") {
		text = text[:at] + "," + text[at:]
	}
	calls := plural(n, "call")
	if v.Servers {
		calls = plural(n, "request")
	}
	switch {
	case v.Alone():
	case v.Noun() == "memory":
		calls += " a size"
	default:
		calls += " a " + v.Noun()
	}
	return calls + ": " + text
}

// mostPayloads is how many payloads the mix names.
const mostPayloads = 5

// payloadFacts are the shares of the payloads in the figures, as the load drew
// them; none without a variant.
func (v *View) payloadFacts() []Fact {
	t := v.Chosen()
	switch {
	case t == nil:
		return nil
	case v.Replayed:
		return []Fact{{Name: "Payloads", Text: "those of the recording"}}
	case v.Summary.Run.ImportedFrom != "":
		return []Fact{{Name: "Payloads", Text: "not known"}}
	case len(t.Payloads) == 0:
		return []Fact{{Name: "Payloads", Text: "one for all calls"}}
	}
	total := 0
	for _, p := range t.Payloads {
		total += p.Invocations
	}
	var parts []string
	for _, p := range t.Payloads[:min(len(t.Payloads), mostPayloads)] {
		parts = append(parts, format.Clean(p.Name)+" "+whole(float64(p.Invocations)/float64(max(1, total))))
	}
	if left := len(t.Payloads) - mostPayloads; left > 0 {
		parts = append(parts, "and "+format.Count(left)+" more")
	}
	return []Fact{{Name: "Payloads", Text: strings.Join(parts, ", "), Note: "of the calls, as the load drew them by their weights"}}
}

// serverAssumptions are those of a run that drove HTTP servers alone.
func (v *View) serverAssumptions() []Fact {
	from := Fact{Name: "Measured from", Text: v.host(), Note: "the way over the network is in every latency"}
	for _, t := range v.Summary.Scenario.Targets {
		if t.Loopback {
			from.Note = "it also ran " + format.Clean(t.Name) + ": each took CPU from the other, and no network lies between them"
		}
	}
	latency := "from the intended send to the last byte of the answer"
	if v.Summary.Run.ImportedFrom != "" {
		latency = "from the actual send: waits in the load generator before it are not in it"
	}
	return []Fact{
		from,
		{Name: "Latency", Text: latency, Note: "of successes"},
		{Name: "Load", Text: v.load()},
		v.Intervals(),
		{Name: "Prices", Text: "none: an HTTP server has no price here"},
	}
}

// host is this machine with its CPU and cores, or the unknown one that another
// load tester ran on.
func (v *View) host() string {
	host := v.Summary.Run.Host
	if from := v.Summary.Run.ImportedFrom; from != "" {
		return "the machine that ran " + format.Clean(from) + ", which is not known"
	}
	if name := format.Clean(host.CPU); name != "" {
		return "this machine (" + name + ", " + format.Count(host.Cores) + " cores)"
	}
	return "this machine"
}

// recordings are the files that answers were replayed from.
func (v *View) recordings() string {
	var files []string
	for _, t := range v.Summary.Scenario.Targets {
		if file := format.Clean(t.Recording); file != "" && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	return strings.Join(files, ", ")
}

func (v *View) placeFact() Fact {
	if v.Replayed {
		return Fact{
			Name: "Replayed from", Text: v.recordings(),
			Note: "times are those of the recording, drawn at random, in virtual time: nothing was sent, and nothing queues",
		}
	}
	if !v.Local {
		note := ""
		if v.Summary.Log != nil {
			note = "as the function's log tells: latency is init and handler, the way to the caller is not in it"
		}
		var places []string
		for _, t := range v.Summary.Scenario.Targets {
			places = append(places, format.Clean(strings.TrimSpace(t.Provider+" "+t.Region)))
		}
		return Fact{Name: "Measured on", Text: strings.Join(places, ", "), Note: note}
	}
	host := v.Summary.Run.Host
	cpu := "this machine's CPU"
	if name := format.Clean(host.CPU); name != "" {
		cpu += " (" + name + ", " + format.Count(host.Cores) + " cores)"
	}
	return Fact{
		Name: "Measured on", Text: cpu,
		Note: "sizes compare; times and amounts scale with the CPU",
	}
}

// limitsMeaning says what a tier of internal/limits holds.
func limitsMeaning(tier string) string {
	switch tier {
	case "cgroup2", "cgroup1":
		return "the kernel holds CPU and memory"
	case "engine":
		return "the container engine holds CPU and memory"
	case "duty-cycle":
		return "CPU by stopping and continuing; memory is watched, not held"
	case "none":
		return "neither CPU nor memory was held: no cost claim stands on this"
	default:
		return ""
	}
}

func (v *View) priceFacts() []Fact {
	book := v.Summary.Run.PriceBook
	if book.Name == "" {
		return []Fact{{Name: "Prices", Text: "none: nothing is priced"}}
	}
	prices := Fact{Name: "Prices", Text: "book " + format.Clean(book.Name), Note: "list prices of the first tier; with tiers in monthly amounts"}
	if book.Effective != "" {
		prices.Text += ", the oldest price of " + format.Clean(book.Effective)
	}
	if book.Date != "" {
		prices.Text += ", as of " + format.Clean(book.Date)
	}
	free := Fact{Name: "Free tier", Text: "off"}
	if book.FreeTier {
		free.Text, free.Note = "on", "in monthly amounts only"
	}
	return []Fact{{Name: "Region", Text: cmp.Or(format.Clean(book.Region), format.None)}, prices, free}
}

// Traffic is the number of requests a month that monthly amounts are for.
func (v *View) Traffic() string {
	for _, t := range v.Trials {
		switch {
		case t.Cost == nil || t.Cost.PerMonth == nil:
		case t.Cost.RequestsPerMonth != nil:
			return format.Quantity(*t.Cost.RequestsPerMonth) + " requests a month"
		default:
			return "the scenario's traffic" // by an earlier version, which kept no number
		}
	}
	return "not given"
}

// Chosen is the pick, or the first trial where there is none; nil without any.
func (v *View) Chosen() *Trial {
	t := v.Pick()
	if t == nil && len(v.Trials) > 0 {
		t = &v.Trials[0]
	}
	return t
}

// coldShare says which share of cold starts the costs hold, and whose it is.
func (v *View) coldShare() string {
	t := v.Chosen()
	if t == nil || t.Cost == nil {
		return format.None
	}
	if t.Cost.Capacity != nil {
		return "a container is billed for its time, whoever waits for its start"
	}
	switch share := format.Share(t.Cost.ColdShare); t.Cost.ColdShareFrom {
	case "traffic":
		if cold := t.ColdStarts; t.Cost.ColdShare > 0 && cold.Count+cold.Forced == 0 {
			return share + ", as the scenario's traffic says, but none was measured: all are priced as warm"
		}
		return share + ", as the scenario's traffic says"
	case "load":
		return share + " for " + t.Name + ", as the load showed"
	default:
		return share
	}
}

// left says what the amounts leave out: first what the target is billed for and
// nothing drives.
func (v *View) left() string {
	var out []string
	if t := v.Chosen(); t != nil && t.Cost != nil {
		for _, left := range t.Cost.NotPriced {
			out = append(out, format.Clean(left))
		}
	}
	out = append(out, "other services that the target calls")
	if v.Local {
		out = append(out, "network, image pull and the provider's own init")
	}
	return strings.Join(out, "; ")
}

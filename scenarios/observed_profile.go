package scenarios

import (
	"bytes"
	"fmt"
	"slices"
)

// FunctionColumn is the column that tells the functions of a recording apart.
const FunctionColumn = "function"

// ObservedProfile is what the means of another tool tell of one function or of
// several: a scenario that replays them.
type ObservedProfile struct {
	Name        string // of the scenario; made into one that is legal
	Description string
	Comment     string // a line at the top of the file

	File         string   // the recording, beside the scenario
	Functions    []string // legal names, as FunctionColumn has them; none where the file has but one function
	Region       string   // legal, or DefaultRegion
	Architecture string
}

// YAML is the text of the scenario. A size is called once: its mean is all that
// is known, and more calls would only repeat it.
func (o ObservedProfile) YAML() []byte {
	var b bytes.Buffer
	name := slugOr(o.Name, "imported")
	fmt.Fprintf(&b, "%s\nversion: %d\nname: %s\ndescription: %s\n", comment(o.Comment), Version, jsonText(name), jsonText(o.Description))
	region := DefaultRegion
	if IsRegion(o.Region) {
		region = o.Region
	}
	if len(o.Functions) == 0 {
		fmt.Fprintf(&b, "target: {provider: replay, region: %s, replay: {profile: %s}}\n", region, jsonText(o.File))
	} else {
		b.WriteString("targets:\n")
		for _, f := range o.Functions {
			fmt.Fprintf(&b, "  - {name: %s, provider: replay, region: %s, replay: {profile: %s, where: {%s: %s}}}\n",
				jsonText(f), region, jsonText(o.File), FunctionColumn, jsonText(f))
		}
	}
	architecture := DefaultArchitecture
	if slices.Contains(Architectures(), o.Architecture) {
		architecture = o.Architecture
	}
	fmt.Fprintf(&b, "matrix: {architecture: [%s]}\nrepeat: 1\nload: {concurrency: 1, invocations: 1}\nobjective: cheapest\n", architecture)
	return b.Bytes()
}

// comment is a line of a comment, whatever the text holds.
func comment(text string) string {
	line := jsonText(text)
	return "# " + line[1:len(line)-1]
}

// LegalNames makes of texts names that a scenario and its targets may have, each
// once; other stands for what leaves none.
func LegalNames(other string, texts ...string) []string {
	var names []string
	taken := map[string]bool{}
	for _, text := range texts {
		names = append(names, uniqueName(slugOr(text, other), taken))
	}
	return names
}

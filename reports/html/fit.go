package html

import "html/template"

// mostBytes is what a page may take, so that it can be mailed.
const mostBytes = 500_000

// leftOut stands in the place of a section that a page has no room for.
const leftOut template.HTML = `<p class="note">Left out, as this page would take more than 500 KB with it: summary.json has it.</p>
`

// essential are the sections that go last: they carry the answer.
var essential = map[string]bool{"gates": true, "tradeoff": true, "run": true, "warnings": true}

// leaveOut puts a note in the place of the largest section, of those that carry
// the answer only once no other is left. It reports whether there was one.
func (p *page) leaveOut() bool {
	for _, last := range []bool{false, true} {
		var largest *rendered
		for i := range p.Sections {
			s := &p.Sections[i]
			if essential[s.ID] == last && len(s.Body) > len(leftOut) && (largest == nil || len(s.Body) > len(largest.Body)) {
				largest = s
			}
		}
		if largest != nil {
			largest.Body = leftOut
			if largest.ID == "timeline" {
				p.Scripts = nil
			}
			return true
		}
	}
	return false
}

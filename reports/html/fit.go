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
	largest := -1
	for i, s := range p.Sections {
		if len(s.Body) <= len(leftOut) {
			continue
		}
		before := largest >= 0 && (essential[s.ID] == essential[p.Sections[largest].ID] && len(s.Body) <= len(p.Sections[largest].Body) ||
			essential[s.ID] && !essential[p.Sections[largest].ID])
		if !before {
			largest = i
		}
	}
	if largest < 0 {
		return false
	}
	p.Sections[largest].Body = leftOut
	if p.Sections[largest].ID == "timeline" {
		p.Scripts = nil
	}
	return true
}

package html

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"

	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

//go:embed templates
var files embed.FS

//go:embed page.css
var pageCSS string

// css is the whole style of every page. It is one element whose hash the
// Content-Security-Policy names, so that no other style can be slipped in.
var css = fmt.Sprintf(":root{color-scheme:light dark;%s}\n@media (prefers-color-scheme:dark){:root{%s}}\n@media print{:root{color-scheme:light;%s}}\n%s\n%s",
	chart.Light.Variables(), chart.Dark.Variables(), chart.Light.Variables(), uPlotCSS+timelineCSS, pageCSS+chart.CSS)

// Style is the style of every page, for others that are to look alike.
func Style() string { return css }

// policy lets a page use its own style and its own scripts and nothing else.
// https://www.w3.org/TR/CSP3/
func policy(scripts []template.JS) string {
	p := "default-src 'none'; style-src " + hashed(css)
	for i, s := range scripts {
		if i == 0 {
			p += "; script-src"
		}
		p += " " + hashed(string(s))
	}
	return p + "; base-uri 'none'; form-action 'none'"
}

var templates = template.Must(template.New("").ParseFS(files, "templates/*.gohtml"))

// page is the frame that all pages share, and what is in it: a head, the answer
// that the reader came for, a list of contents, and sections that carry their
// own heading. The first template that fails ends it.
type page struct {
	Name     string // of what it is about
	Kind     Kind
	Policy   string
	CSS      template.CSS
	Head     template.HTML
	Answer   template.HTML
	Sections []rendered
	Scripts  []template.JS // run once the page is there
	Version  string        // of sweetspot
	err      error
}

// rendered is a section as HTML; Short is its title in the list of contents.
type rendered struct {
	ID, Title, Short string
	Body             template.HTML
}

// Kind is what a page is, as its title ends and as it names what made it.
type Kind string

// The kinds of pages.
const (
	OfRun        Kind = "Sweetspot report"
	OfComparison Kind = "Sweetspot comparison"
	OfSeveral    Kind = "Sweetspot report of several runs"
)

// Made reports whether a file, of which it reads the beginning, is a page of this
// kind.
func (k Kind) Made(file io.Reader) (bool, error) {
	const head = 256 << 10 // the style, and what comes before it
	data, err := io.ReadAll(io.LimitReader(file, head))
	return bytes.Contains(data, []byte(`<meta name="generator" content="`+string(k)+`">`)), err
}

// newPage is an empty page about what has the name, which must be cleaned.
func newPage(name string, kind Kind, version string) *page {
	return &page{Name: name, Kind: kind, CSS: template.CSS(css), Version: format.Clean(version)}
}

// head fills the top of the page with the template of a name.
func (p *page) head(name string, data any) { p.Head = p.fill(name, data) }

// answer fills what stands before the list of contents with the template of a
// name.
func (p *page) answer(name string, data any) { p.Answer = p.fill(name, data) }

// add appends a section. Its id must be unique in the page.
func (p *page) add(id, title, name string, data any) {
	p.addShort(id, title, title, name, data)
}

// addShort appends a section whose title is too long for the list of contents.
func (p *page) addShort(id, title, short, name string, data any) {
	part := p.part(id, title, name, data)
	part.Short = short
	p.Sections = append(p.Sections, part)
}

// part is a section, of the page or of one of its sections.
func (p *page) part(id, title, name string, data any) rendered {
	return rendered{id, title, title, p.fill(name, data)}
}

// fill is the template name.gohtml with its data.
func (p *page) fill(name string, data any) template.HTML {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name+".gohtml", data); err != nil && p.err == nil {
		p.err = fmt.Errorf("cannot render %s of the page: %w", name, err)
	}
	return template.HTML(out.String()) // the template has escaped what it was given
}

// frame is the whole page.
func (p *page) frame() template.HTML {
	p.Policy = policy(p.Scripts)
	return p.fill("page", p)
}

// write writes the page, without its largest sections where it would take more
// than mostBytes, or nothing where a part of it failed.
func (p *page) write(w io.Writer) error {
	frame := p.frame()
	for p.err == nil && len(frame) > mostBytes && p.leaveOut() {
		frame = p.frame()
	}
	if p.err != nil {
		return p.err
	}
	_, err := io.WriteString(w, string(frame))
	return err
}

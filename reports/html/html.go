// Package html renders a run as one HTML file that makes no request, runs no
// script, and reads in light, in dark, on paper and on a phone.
//
// A report is a list of sections; each has a Go function that says what is in
// it, in sections.go, and a template of the same name. A section without
// anything to say is left out.
package html

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

//go:embed templates
var files embed.FS

//go:embed page.css
var pageCSS string

// css is the whole style of the page. It is one element whose hash the
// Content-Security-Policy names, so that no other style can be slipped in.
var css = fmt.Sprintf(":root{color-scheme:light dark;%s}\n@media (prefers-color-scheme:dark){:root{%s}}\n@media print{:root{color-scheme:light;%s}}\n%s\n%s",
	chart.Light.Variables(), chart.Dark.Variables(), chart.Light.Variables(), pageCSS, chart.CSS)

// policy lets the page use its own style and nothing else.
// https://www.w3.org/TR/CSP3/
func policy() string {
	hash := sha256.Sum256([]byte(css))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'; base-uri 'none'; form-action 'none'"
}

var templates = template.Must(template.New("").ParseFS(files, "templates/*.gohtml"))

// page is what the outermost template is given.
type page struct {
	Title    string
	Policy   string
	CSS      template.CSS
	Head     head
	Sections []rendered
	Version  string
}

// rendered is a section as HTML.
type rendered struct {
	ID, Title string
	Body      template.HTML
}

// Render writes the report of a run, with the distribution of its latency unless
// that is nil.
func Render(w io.Writer, s *reports.Summary, latency *view.Distribution) error {
	v := view.New(s)
	p := page{
		Title: format.Clean(s.Scenario.Name) + " – Sweetspot report", Policy: policy(),
		CSS: template.CSS(css), Head: newHead(v), Version: format.Clean(s.Run.Version),
	}
	for _, section := range sections {
		data := section.data(v, latency)
		if data == nil {
			continue
		}
		var body bytes.Buffer
		if err := templates.ExecuteTemplate(&body, section.id+".gohtml", data); err != nil {
			return fmt.Errorf("cannot render the report's section %s: %w", section.id, err)
		}
		p.Sections = append(p.Sections, rendered{section.id, section.title(v), template.HTML(body.String())})
	}
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, "page.gohtml", p); err != nil {
		return fmt.Errorf("cannot render the report: %w", err)
	}
	_, err := out.WriteTo(w)
	return err
}

package ui

import (
	"embed"
	"html/template"

	"github.com/sweetspot-bench/sweetspot/reports/html"
)

//go:embed templates
var files embed.FS

//go:embed ui.css
var ownCSS string

// style is that of reports, and what a list needs beside.
var style = template.CSS(html.Style() + "\n" + ownCSS)

var templates = template.Must(template.New("").ParseFS(files, "templates/*.gohtml"))

package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"github.com/tsenart/vegeta/v12/lib/plot"
)

// timelineJS draws the timeline with uPlot. Without it the page is whole: it
// replaces a picture.
//
//go:embed timeline.js
var timelineJS string

// timelineCSS is the style of the timeline, and of uPlot in it.
//
//go:embed timeline.css
var timelineCSS string

// uPlot is that which vegeta embeds; a test pins what it is.
// https://github.com/leeoniya/uPlot
var (
	uPlotJS  = asset("uPlot.min.js")
	uPlotCSS = asset("uPlot.min.css")
)

// asset reads a file that is embedded in this program, and so is always there.
func asset(name string) string {
	file, err := plot.Assets.Open(name)
	if err != nil {
		panic(err)
	}
	content, err := io.ReadAll(file)
	if err != nil {
		panic(err)
	}
	return string(content)
}

// timelineScripts are those that the timeline needs, in their order.
var timelineScripts = []template.JS{template.JS(uPlotJS), template.JS(timelineJS)}

// hashed names a script or a style as a Content-Security-Policy does.
func hashed(content string) string {
	hash := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
}

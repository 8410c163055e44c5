package reportstest

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// OnlyDrawing checks that an SVG file is XML and holds only what charts draw.
func OnlyDrawing(t testing.TB, svg string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the SVG is not XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local != "style" && !Draws(e.Name.Local) {
			t.Fatalf("the SVG holds a %s", e.Name.Local)
		}
	}
}

// Draws reports whether charts are made of elements of this name.
func Draws(element string) bool {
	return slices.Contains(strings.Fields("svg title desc g text rect path line"), element)
}

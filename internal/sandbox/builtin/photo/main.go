// Command photo draws the picture that the thumbnail function scales: a lake
// below mountains in the evening, with enough texture and grain that decoding it
// costs what decoding a photograph of its size costs.
//
// The picture follows from its size and the constants here alone, so it carries
// nobody's copyright and can be drawn again with go generate.
package main

import (
	"bytes"
	"flag"
	"image"
	"image/jpeg"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("photo: ")
	out := flag.String("o", "landscape.jpg", "file to write")
	width := flag.Int("width", 1152, "width in pixels")
	height := flag.Int("height", 768, "height in pixels")
	quality := flag.Int("quality", 88, "JPEG quality, 1 to 100")
	flag.Parse()

	data, err := encode(landscape(*width, *height), *quality)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, data, 0o644); err != nil {
		log.Fatal(err)
	}
}

// encode returns img as a JPEG of the given quality.
func encode(img image.Image, quality int) ([]byte, error) {
	var buf bytes.Buffer
	err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality})
	return buf.Bytes(), err
}

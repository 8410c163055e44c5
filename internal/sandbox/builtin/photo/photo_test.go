package main

import (
	"bytes"
	"image/jpeg"
	"math"
	"os"
	"testing"
)

func TestTheSamePictureEveryTime(t *testing.T) {
	first, err := encode(landscape(96, 64), 80)
	if err != nil {
		t.Fatal(err)
	}
	again, err := encode(landscape(96, 64), 80)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("two drawings differ, %v", err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(first)); err != nil {
		t.Error(err)
	}
}

// TestTheFileIsThisPicture compares points of the committed file with the
// scene; go generate mends it. Compression and grain account for the tolerance.
func TestTheFileIsThisPicture(t *testing.T) {
	file, err := os.Open("../landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := jpeg.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	const step = 16
	size := img.Bounds().Size()
	difference, points := 0.0, 0.0
	for py := step / 2; py < size.Y; py += step {
		for px := step / 2; px < size.X; px += step {
			want := scene(float64(px)/float64(size.Y), float64(py)/float64(size.Y)).rgba()
			r, g, b, _ := img.At(px, py).RGBA()
			difference += math.Abs(float64(r>>8)-float64(want.R)) + math.Abs(float64(g>>8)-float64(want.G)) + math.Abs(float64(b>>8)-float64(want.B))
			points += 3
		}
	}
	if mean := difference / points; mean > 8 {
		t.Errorf("landscape.jpg differs from the scene by %.1f of 255 on average: run go generate", mean)
	}
}

func TestNoiseIsSmoothAndBounded(t *testing.T) {
	for i := range 2000 {
		x, y := float64(i)*.013-7, float64(i)*.029-11
		n := fractal(x, y, 5, 3)
		if n < 0 || n >= 1 {
			t.Fatalf("fractal(%g, %g) = %g", x, y, n)
		}
		if step := math.Abs(noise(x+1e-6, y, 3) - noise(x, y, 3)); step > 1e-4 {
			t.Fatalf("noise jumps by %g at (%g, %g)", step, x, y)
		}
	}
}

package builtin

import (
	"bytes"
	"image/jpeg"
	"testing"
)

func TestPhotoIsWhatThumbnailPromises(t *testing.T) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	if config.Width != maxWidth {
		t.Errorf("the photo is %d pixels wide, and maxWidth is %d", config.Width, maxWidth)
	}
	if len(photo) > 400_000 {
		t.Errorf("the photo has %d bytes, more than the binary should carry", len(photo))
	}
}

func TestThumbnail(t *testing.T) {
	tests := []struct{ width, wantWidth, wantHeight int }{
		{0, 160, 107},
		{160, 160, 107},
		{16, 16, 11},
		{1152, 1152, 768},
	}
	for _, tt := range tests {
		got, err := thumbnail(thumbnailRequest{tt.width}, defaultQuality)
		if err != nil || got.Width != tt.wantWidth || got.Height != tt.wantHeight {
			t.Errorf("thumbnail(%d) = %+v, %v; want %d × %d", tt.width, got, err, tt.wantWidth, tt.wantHeight)
		}
	}
	for _, width := range []int{-1, 15, 1153, 1 << 40} {
		wantBadRequest(t, "thumbnail", second(thumbnail(thumbnailRequest{width}, defaultQuality)))
	}
}

func TestThumbnailIsARealPicture(t *testing.T) {
	data, size, err := scale(photo, 160, defaultQuality)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds().Size() != size {
		t.Errorf("decodes to %v, want %v", img.Bounds().Size(), size)
	}
	_, _, skyBlue, _ := img.At(80, 2).RGBA()
	skyRed, _, _, _ := img.At(80, 2).RGBA()
	_, grassGreen, grassBlue, _ := img.At(80, 104).RGBA()
	if skyBlue <= skyRed || grassGreen <= grassBlue {
		t.Error("the sky is not blue or the grass not green: this is not the photo")
	}
}

func TestThumbnailQuality(t *testing.T) {
	again := func(quality int) thumbnailResponse {
		r, err := thumbnail(thumbnailRequest{}, quality)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if a, b := again(85), again(85); a != b {
		t.Errorf("two runs differ: %+v, %+v", a, b)
	}
	if low, high := again(30), again(95); low.Bytes >= high.Bytes || low.SHA256 == high.SHA256 {
		t.Errorf("quality 30 gives %d bytes, quality 95 %d", low.Bytes, high.Bytes)
	}
}

func TestScaleRefusesRubbish(t *testing.T) {
	if _, _, err := scale([]byte("not a picture"), 160, 85); err == nil {
		t.Error("scale of rubbish succeeded")
	}
}

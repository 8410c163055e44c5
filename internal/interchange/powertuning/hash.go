package powertuning

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"

	"github.com/shopspring/decimal"
)

// The part after the # is, parted by semicolons, the sizes in MB as 16-bit
// whole numbers, the mean durations in ms and the costs as 32-bit floats, each
// little-endian in base64; a comparison has both profiles so, then both names.
// https://github.com/matteo-ronchetti/aws-lambda-power-tuning-ui
const (
	partsOfOne = 3
	partsOfTwo = 8
)

// parseURL reads a URL, or the part after its # alone.
func parseURL(text string) (*Found, error) {
	address, hash, ok := strings.Cut(text, "#")
	if !ok {
		address, hash = "", text
	}
	if u, err := url.Parse(address); err == nil && u.Query().Get("currency") == "CNY" {
		return parseHash(hash, "CNY")
	}
	return parseHash(hash, "USD")
}

func parseHash(hash, currency string) (*Found, error) {
	parts := strings.Split(hash, ";")
	found := &Found{Currency: currency, Rounded: true}
	var names []string
	switch len(parts) {
	case partsOfOne:
		names = []string{""}
	case partsOfTwo:
		names = parts[2*partsOfOne:]
	default:
		return nil, fmt.Errorf("this is no result of Power Tuning: after the # there are %s, where three belong (sizes;times;costs), or eight of a comparison", count(len(parts)))
	}
	for i, name := range names {
		name, err := url.PathUnescape(name)
		if err != nil {
			return nil, fmt.Errorf("name %d of the comparison is not encoded as URLs are", i+1)
		}
		profile, err := decode(name, parts[i*partsOfOne:(i+1)*partsOfOne])
		if err != nil && len(names) > 1 {
			return nil, fmt.Errorf("profile %d of the comparison: %w", i+1, err)
		}
		if err != nil {
			return nil, err
		}
		found.Profiles = append(found.Profiles, profile)
	}
	return found, nil
}

func count(parts int) string {
	if parts == 1 {
		return "no parts (;)"
	}
	return fmt.Sprintf("%d parts", parts)
}

// decode reads one profile from its three parts.
func decode(name string, parts []string) (Profile, error) {
	sizes, err := bytesOf("the sizes", parts[0], 2)
	if err != nil {
		return Profile{}, err
	}
	times, err := bytesOf("the times", parts[1], 4)
	if err != nil {
		return Profile{}, err
	}
	costs, err := bytesOf("the costs", parts[2], 4)
	if err != nil {
		return Profile{}, err
	}
	n := len(sizes) / 2
	if len(times)/4 != n || len(costs)/4 != n {
		return Profile{}, fmt.Errorf("it has %d sizes, %d times and %d costs: a part of it is missing", n, len(times)/4, len(costs)/4)
	}
	var points []Point
	for i := range n {
		cost := float32At(costs, i)
		if math.IsNaN(float64(cost)) || math.IsInf(float64(cost), 0) {
			return Profile{}, fmt.Errorf("cost %d of %d is %v", i+1, n, cost)
		}
		points = append(points, Point{
			MemoryMB:   int(int16(binary.LittleEndian.Uint16(sizes[2*i:]))),
			DurationMS: shortest(float32At(times, i)),
			Cost:       decimal.NewFromFloat32(cost),
		})
	}
	return checked(name, points)
}

// bytesOf reads base64, of the ordinary alphabet or that of URLs, with or
// without its padding, and as it is escaped where a message was made of it.
func bytesOf(what, part string, each int) ([]byte, error) {
	if plain, err := url.PathUnescape(part); err == nil {
		part = plain
	}
	part = strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(part), "=")
	data, err := base64.RawStdEncoding.DecodeString(part)
	if err != nil {
		return nil, fmt.Errorf("%s are not base64: was the URL copied whole?", what)
	}
	if len(data)%each != 0 {
		return nil, fmt.Errorf("%s are %d bytes, not whole numbers of %d bytes each: was the URL copied whole?", what, len(data), each)
	}
	return data, nil
}

func float32At(data []byte, i int) float32 {
	return math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
}

// shortest is the number of the fewest digits that the float stands for, which
// is most likely the one that it was made of.
func shortest(f float32) float64 {
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		return float64(f)
	}
	return decimal.NewFromFloat32(f).InexactFloat64()
}

// URL is the address at which the visualizer shows a profile, with costs in USD
// or CNY. Times and costs are rounded to 32-bit floats.
func (p Profile) URL(currency string) (string, error) {
	p, err := checked(p.Name, p.Points)
	if err != nil {
		return "", err
	}
	var sizes, times, costs []byte
	for _, point := range p.Points {
		sizes = binary.LittleEndian.AppendUint16(sizes, uint16(point.MemoryMB))
		times = binary.LittleEndian.AppendUint32(times, math.Float32bits(float32(point.DurationMS)))
		cost := float32(point.Cost.InexactFloat64())
		if math.IsInf(float64(cost), 0) {
			return "", errors.New("a cost is too large for the format")
		}
		costs = binary.LittleEndian.AppendUint32(costs, math.Float32bits(cost))
	}
	base, page := base64.StdEncoding, Visualizer
	switch currency {
	case "USD":
	case "CNY":
		page += "?currency=CNY"
	default:
		return "", fmt.Errorf("the visualizer shows amounts in USD and CNY, not in %q", currency)
	}
	return page + "#" + base.EncodeToString(sizes) + ";" + base.EncodeToString(times) + ";" + base.EncodeToString(costs), nil
}

package main

import (
	"image"
	"image/color"
	"math"
)

// tint is a colour with channels in [0, 1].
type tint struct{ r, g, b float64 }

// The colours of the scene.
var (
	zenith  = tint{.16, .30, .58}
	horizon = tint{.98, .73, .48}
	cloud   = tint{.96, .84, .78}
	sunlit  = tint{1, .95, .80}
	peak    = tint{.46, .44, .56}
	snow    = tint{.93, .92, .95}
	forest  = tint{.10, .20, .14}
	shore   = tint{.36, .33, .20}
	meadow  = tint{.24, .36, .12}
)

// shoreline is where the water begins, as a share of the height.
const shoreline = .62

// landscape paints the scene at the given size.
func landscape(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for py := range height {
		for px := range width {
			x, y := float64(px)/float64(height), float64(py)/float64(height)
			img.SetRGBA(px, py, grain(scene(x, y), px, py).rgba())
		}
	}
	return img
}

// scene is the colour at a point; y goes from 0 at the top to 1, x has the
// same scale.
func scene(x, y float64) tint {
	if bank := .93 + .06*fractal(3*x, 0, 4, 70) - .05*x; y > bank {
		return grass(x, y, y-bank)
	}
	if y > shoreline {
		return water(x, y)
	}
	return land(x, y)
}

// land is what stands above the water: three ridges, one behind the other, and the sky.
func land(x, y float64) tint {
	if ridge := .57 - .08*fractal(5*x, 1, 6, 40) - .035*trees(x); y > ridge {
		needles := fractal(90*x, 45*y, 4, 50)
		return blend(forest.times(.4+1.1*needles), shore, smooth((y-.60)/.02)*.8)
	}
	if ridge := .55 - .22*fractal(2.6*x, 2, 7, 30); y > ridge {
		return blend(rock(x, y, y-ridge, .18, 31), horizon, .15)
	}
	if ridge := .50 - .34*fractal(1.7*x+4, 3, 7, 20); y > ridge {
		return blend(rock(x, y, y-ridge, .30, 21), horizon, .38)
	}
	return sky(x, y)
}

// trees is the saw of tree tops along the near ridge.
func trees(x float64) float64 {
	tree := x * 95
	tall := hash(int(tree), 0, 45)
	return (.3 + tall) * (1 - math.Abs(2*(tree-math.Floor(tree))-1))
}

// rock is a mountain side; snow lies where it is high above the lake and not too steep.
func rock(x, y, depth, snowline float64, seed int) tint {
	rough := fractal(14*x, 22*y, 7, seed)
	lit := .55 + .9*(rough-fractal(14*x+.18, 22*y-.1, 7, seed)) + .5*rough
	c := peak.times(lit)
	white := smooth((snowline-depth*2.2-.10)*9 + 5*(rough-.52))
	return blend(c, snow.times(.55+.5*lit), white*.85)
}

// sky goes from blue to the evening's orange, with a low sun and torn clouds.
func sky(x, y float64) tint {
	c := blend(zenith, horizon, smooth(y/.52))
	sun := math.Hypot(x-.95, y-.30)
	c = blend(c, sunlit, .75*math.Exp(-sun*sun*45)+smooth((.034-sun)*200))
	cover := fractal(2.2*x+.6*y, 7*y, 7, 10)
	return blend(c, cloud.times(.75+.4*fractal(6*x, 15*y, 5, 15)), smooth((cover-.50)*4.5)*.85)
}

// water mirrors the land, stretched and broken by ripples that grow towards the viewer.
func water(x, y float64) tint {
	near := (y - shoreline) / (1 - shoreline)
	ripple := fractal(9*x, 160*(y-shoreline)/(.25+near), 4, 60) - .5
	mirrored := shoreline - (y-shoreline)*1.35 + ripple*(.012+.05*near)
	c := land(x+ripple*.03*near, min(max(mirrored, 0), shoreline))
	c = blend(c.times(.82), tint{.08, .16, .24}, .22+.3*near)
	aside := (x - .95) / (.03 + .12*near)
	glint := math.Exp(-aside*aside) * smooth(ripple*6-.4)
	return blend(c, sunlit, .8*glint)
}

// grass is the bank in front, in blades.
func grass(x, y, depth float64) tint {
	blade := fractal(160*x+20*y, 30*y, 4, 80)
	flower := smooth((noise(70*x, 90*y, 90) - .9) * 40)
	c := meadow.times(.35 + 1.3*blade*smooth(.3+depth*14))
	return blend(c, tint{.95, .80, .35}, .8*flower)
}

// grain is the noise of a sensor, stronger in the dark.
func grain(c tint, px, py int) tint {
	n := (hash(px, py, 100) + hash(px, py, 101) - 1) * (.030 - .014*(c.r+c.g+c.b)/3)
	return tint{c.r + n, c.g + n*.9, c.b + n*1.1}
}

func blend(a, b tint, t float64) tint {
	t = min(max(t, 0), 1)
	return tint{mix(a.r, b.r, t), mix(a.g, b.g, t), mix(a.b, b.b, t)}
}

func (c tint) times(f float64) tint { return tint{c.r * f, c.g * f, c.b * f} }

func (c tint) rgba() color.RGBA {
	channel := func(v float64) uint8 { return uint8(min(max(v, 0), 1)*255 + .5) }
	return color.RGBA{channel(c.r), channel(c.g), channel(c.b), 255}
}

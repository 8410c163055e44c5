// Package chart draws charts as SVG: pure functions from plain data to text,
// without script and without anything fetched. What is drawn was measured;
// nothing is interpolated beyond the straight lines between points.
//
// Every chart is an <svg role="img"> with a title and a description. Its text
// is set in system-ui; widths are estimated for the widest of the fonts that
// this stands for, so that labels neither overlap nor leave the picture.
//
// It knows nothing of runs or money: numbers come with the functions that
// write them. It does not draw interactive charts.
package chart

// Scale writes a value of an axis, such as "200 ms".
type Scale func(value float64) string

// Column is one measured configuration on the shared x axis.
type Column struct {
	Labels [2]string // in full, and short for narrow charts
	Group  string    // consecutive columns of a group stand together
	Tags   []Tag     // written above the column
	Pick   bool      // the one to look at
	Muted  bool      // measured, but out of the question
}

// Tag is a word above a column, and the sign that stands for it where the
// column is too narrow.
type Tag struct {
	Word, Sign string
	Filled     bool
}

// Point is a measured value with its interval, if it has one.
type Point struct {
	Value    float64
	Interval *[2]float64
	Hint     string // shown when the pointer rests on it
}

// Line is a quantity over the columns; a nil point was not measured.
type Line struct {
	Name   string
	Points []*Point
}

// Bar is a value over a column, with the text above it.
type Bar struct {
	Point
	Text string
}

// Lines is a panel of lines over a logarithmic axis, or one from zero.
type Lines struct {
	Title, Note string
	Lines       []Line // at most five, from the lowest to the highest
	Scale       Scale
	// In an Overlay: whether the axis is linear from zero, and the number of the
	// first line among the hues and marks.
	Linear bool
	First  int
}

// Bars is a panel of bars over a linear axis from zero. Bars may hold nil.
type Bars struct {
	Title, Note string
	Bars        []*Bar
	Scale       Scale
}

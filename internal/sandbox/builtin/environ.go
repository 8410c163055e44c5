package builtin

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// BadRequest is the error of a payload that a function cannot use. Lambda shows
// the type's name as the errorType of the answer.
type BadRequest string

// Error returns the message.
func (e BadRequest) Error() string { return string(e) }

// badRequest is a BadRequest with a formatted message.
func badRequest(format string, args ...any) error {
	return BadRequest(fmt.Sprintf(format, args...))
}

// within returns value, or fallback when value is 0, or an error when what is
// left lies outside [low, high].
func within(key string, value, fallback, low, high int) (int, error) {
	if value == 0 {
		value = fallback
	}
	if value < low || value > high {
		return 0, badRequest("%s is %d: it must be between %d and %d", key, value, low, high)
	}
	return value, nil
}

// intEnv reads a whole number within [low, high] from the environment.
func intEnv(name string, fallback, low, high int) (int, error) {
	text := os.Getenv(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("environment variable %s is %q: it must be a whole number between %d and %d", name, text, low, high)
	}
	return n, nil
}

// durationEnv reads a duration such as "800ms" from the environment.
func durationEnv(name string, fallback time.Duration) (time.Duration, error) {
	text := os.Getenv(name)
	if text == "" {
		return fallback, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("environment variable %s is %q: it must be a duration such as 800ms", name, text)
	}
	return d, nil
}

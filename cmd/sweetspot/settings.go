package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/reports/live"
)

// settings are how the user likes sweetspot to work, as opposed to what a
// scenario measures: defaults < settings file < SWEETSPOT_… < flags.
type settings struct {
	Limits       string `mapstructure:"limits"`
	Runs         string `mapstructure:"runs"`
	Format       string `mapstructure:"format"`
	Inconclusive string `mapstructure:"inconclusive"`
	Oversize     bool   `mapstructure:"oversize"`
	Quiet        bool   `mapstructure:"quiet"`
	Stream       string `mapstructure:"stream"`
	Metrics      string `mapstructure:"metrics"`

	StreamInterval time.Duration `mapstructure:"stream-interval"`
}

// Bounds of how often the stream tells of the load.
const (
	minStreamInterval = 100 * time.Millisecond
	maxStreamInterval = time.Hour
)

var defaults = map[string]any{
	"limits": "auto", "runs": "runs", "format": "table", "inconclusive": "", "oversize": false, "quiet": false,
	"stream": "", "stream-interval": live.DefaultInterval, "metrics": "",
}

// ownFormat annotates commands whose --format is not the setting: that of a
// file and not of the result on standard output.
const ownFormat = "own-format"

// readSettings merges the layers and checks the result. A flag of the same
// name as a setting wins when it was given.
func (a *app) readSettings(cmd *cobra.Command) error {
	v := a.viper
	for key, value := range defaults {
		v.SetDefault(key, value)
		if flag := cmd.Flags().Lookup(key); flag != nil && (key != "format" || cmd.Annotations[ownFormat] == "") {
			if err := v.BindPFlag(key, flag); err != nil {
				return err
			}
		}
	}
	v.SetEnvPrefix("SWEETSPOT")
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.AutomaticEnv()
	if err := readSettingsFile(v, cmd); err != nil {
		return inputError(err)
	}
	if err := v.UnmarshalExact(&a.settings); err != nil {
		return inputError(fmt.Errorf("settings %s: %w", v.ConfigFileUsed(), err))
	}
	return a.settings.check()
}

// readSettingsFile reads the file that --config names, or else the first of
// the default ones that exists.
func readSettingsFile(v *viper.Viper, cmd *cobra.Command) error {
	if named, _ := cmd.Flags().GetString("config"); named != "" {
		v.SetConfigFile(named)
		v.SetConfigType("yaml")
		return v.ReadInConfig()
	}
	candidates := []string{".sweetspot.yaml"}
	if dir, err := os.UserConfigDir(); err == nil {
		candidates = append(candidates, filepath.Join(dir, "sweetspot", "config.yaml"))
	}
	for _, file := range candidates {
		if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
			continue
		}
		v.SetConfigFile(file)
		return v.ReadInConfig()
	}
	return nil
}

func (s *settings) check() error {
	if _, err := limits.ParseTier(s.Limits); err != nil {
		return inputError(fmt.Errorf("limits: %w", err))
	}
	if s.StreamInterval < minStreamInterval || s.StreamInterval > maxStreamInterval {
		return inputError(fmt.Errorf("stream-interval: %s is not from %s to %s", s.StreamInterval, minStreamInterval, maxStreamInterval))
	}
	for _, choice := range []struct {
		key, value string
		allowed    []string
	}{
		{"format", s.Format, []string{"table", "json"}},
		{"inconclusive", s.Inconclusive, []string{"", "fail", "warn", "pass"}},
	} {
		if !slices.Contains(choice.allowed, choice.value) {
			allowed := strings.Join(slices.DeleteFunc(slices.Clone(choice.allowed), func(s string) bool { return s == "" }), ", ")
			return inputError(fmt.Errorf("%s: %q is none of %s", choice.key, choice.value, allowed))
		}
	}
	return nil
}

package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

func itoa(n int) string { return strconv.Itoa(n) }

// quote shows a user's text in a message, cut where it is long.
func quote(s string) string { return fmt.Sprintf("%q", brief(s)) }

// named is what a message calls the mapping at path what.
func named(what string) string {
	if what == "" {
		return "a scenario"
	}
	return what
}

// dotted is the path of a key within the mapping at path what.
func dotted(what, key string) string {
	switch {
	case what == "":
		return key
	case strings.HasPrefix(what, "a "):
		return key + " of " + what
	}
	return what + "." + key
}

// keyList lists the keys that can be used in this version.
func keyList(fields []field) string { return strings.Join(known(fields), ", ") }

func known(fields []field) []string {
	var names []string
	for _, f := range fields {
		if !f.later {
			names = append(names, f.name)
		}
	}
	return names
}

// keyWords are keys that people write, from other tools or by habit, and what
// they mean here.
var keyWords = map[string]string{
	"memory": "memory_mb", "memory_size": "memory_mb", "memorySize": "memory_mb", "power": "memory_mb", "powerValues": "memory_mb", "memoryMB": "memory_mb",
	"arch": "architecture", "architectures": "architecture", "parameters": "params", "variables": "env", "environment": "env",
	"duration": "for", "time": "for", "users": "concurrency", "vus": "concurrency", "callers": "concurrency", "workers": "concurrency",
	"requests": "invocations", "iterations": "invocations", "num": "invocations", "rps": "rate", "qps": "rate",
	"payload": "payloads", "body": "json", "data": "json", "event": "json", "path": "file", "thresholds": "gates", "assertions": "gates",
	"coldstarts": "cold_starts", "coldStarts": "cold_starts", "rounds": "repeat", "repetitions": "repeat", "strategy": "objective", "goal": "objective",
	"threshold": "check", "condition": "check", "if": "check", "severity": "level", "scope": "for", "applies_to": "for", "title": "name", "desc": "description",
	"ephemeral": "ephemeral_storage", "ephemeralStorage": "ephemeral_storage", "requests_per_day": "requests_per_month", "ratio": "weight", "trace_headers": "tracing",
	"uri": "url", "endpoint": "url", "address": "url", "verb": "method", "header": "headers", "follow": "redirects", "max_redirects": "redirects",
	"csv": "file", "noise": "noise_cv", "cv": "noise_cv", "filter": "where", "skip_verify": "insecure", "h2": "http2", "status": "expect", "success": "expect",
}

// homes are keys that are often written in the wrong place, and the right one.
var homes = map[string]string{
	"memory_mb": "matrix: {memory_mb: [512]}", "architecture": "matrix: {architecture: [x86_64]}", "params": "matrix",
	"timeout": "the target's function or http section", "env": "target.function", "handler": "target.function", "python": "target.function", "node": "target.function",
	"command": "target.function", "runtime": "target.function", "provider": "target", "kind": "target", "region": "target", "function": "target",
	"stages": "load", "trace": "load", "rate": "load.stages", "ramp": "load.stages", "steps": "load.stages", "sine": "load.stages",
	"spike": "load.stages", "poisson": "load.stages", "jitter": "load.stages", "concurrency": "load", "invocations": "load", "burst": "load", "traffic": "pricing",
	"requests_per_month": "pricing.traffic", "json": "payloads", "check": "gates", "repeat": "the top of the file", "gates": "the top of the file",
	"url": "target.http", "method": "target.http", "headers": "target.http", "http": "target", "redirects": "target.http", "max_body": "target.http", "insecure": "target.http",
	"expect": "target.http", "timings": "target.http", "http2": "target.http",
	"replay": "target", "profile": "target.replay", "columns": "target.replay", "where": "target.replay", "noise_cv": "target.replay",
	"matrix": "the top of the file, or a target", "load": "the top of the file", "payloads": "the top of the file", "pricing": "the top of the file",
}

// unknownHint suggests what an unknown key was meant to be.
func unknownHint(key string, fields []field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
		if meant, ok := keyWords[key]; ok && meant == f.name {
			return "did you mean " + meant + "?"
		}
	}
	if near, ok := check.Nearest(key, names); ok {
		return "did you mean " + near + "?"
	}
	for _, k := range []string{key, keyWords[key]} {
		if home, ok := homes[k]; ok {
			return k + " belongs into " + home
		}
	}
	return "keys here: " + keyList(fields)
}

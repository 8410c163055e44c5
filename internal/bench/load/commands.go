package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

func ownCommand(j job) ([]string, string, error) {
	return []string{
		"generate", "-url", j.url, "-rate", strconv.Itoa(j.rate), "-for", j.length.String(),
		"-workers", strconv.Itoa(j.bounded), "-out", filepath.Join(j.scratch, "run"),
	}, "", nil
}

func vegetaCommand(j job) ([]string, string, error) {
	args := []string{
		"attack", "-rate", strconv.Itoa(j.rate), "-duration", j.length.String(),
		"-output", filepath.Join(j.scratch, "results.gob"),
	}
	switch {
	case j.rate == 0:
		args = append(args, "-max-workers", strconv.Itoa(connections))
	case j.bounded > 0:
		args = append(args, "-max-workers", strconv.Itoa(j.bounded))
	}
	return args, "GET " + j.url + "\n", nil
}

func boundedVegetaCommand(j job) ([]string, string, error) {
	j.bounded = connections
	return vegetaCommand(j)
}

func bombardierCommand(j job) ([]string, string, error) {
	args := []string{"-c", strconv.Itoa(connections), "-d", j.length.String(), "-p", "r"}
	if j.rate > 0 {
		args = append(args, "-r", strconv.Itoa(j.rate))
	}
	return append(args, j.url), "", nil
}

func fortioCommand(j job) ([]string, string, error) {
	rate := j.rate
	if rate == 0 {
		rate = -1 // as fast as it can
	}
	return []string{"-c", strconv.Itoa(connections), "-qps", strconv.Itoa(rate), "-t", j.length.String(), "-url", j.url}, "", nil
}

func k6Command(j job) ([]string, string, error) {
	scenario := fmt.Sprintf(`{executor: "constant-vus", vus: %d, duration: "%s"}`, connections, j.length)
	if j.rate > 0 {
		scenario = fmt.Sprintf(`{executor: "constant-arrival-rate", rate: %d, timeUnit: "1s", duration: "%s", preAllocatedVUs: %d, maxVUs: 1000}`,
			j.rate, j.length, connections)
	}
	script := fmt.Sprintf(`import http from "k6/http";
export const options = {scenarios: {load: %s}};
export default function () { http.get(%q); }
`, scenario, j.url)
	file := filepath.Join(j.scratch, "script.js")
	return []string{"run", "--quiet", "--no-usage-report", file}, "", os.WriteFile(file, []byte(script), 0o600)
}

package ui

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// state is how a run stands.
type state string

const (
	stateComplete    state = "complete"
	stateInterrupted state = "interrupted"
	stateFailed      state = "failed"
	stateKilled      state = "killed"
	stateRunning     state = "running"
	stateImported    state = "imported"
	stateForeign     state = "no run" // a folder of something else
	stateUnreadable  state = "unreadable"
)

// entry is a folder of the runs folder as the list has it.
type entry struct {
	Name     string // of the folder
	Scenario string // "" where that is not known
	Started  time.Time
	State    state
	Trouble  string // why it cannot be read, or how it failed
	Size     int64  // of its files, in bytes
	Done     int    // blocks
	Blocks   int    // of the plan
	Answer   string // the variant of the answer, "" without one
	Cost     string // per million invocations, of the answer
	P95      string
	Verdict  reports.Verdict // of its gates; "" without gates
	Gates    int
	Summary  bool // it has figures
}

// shelf reads the runs of a folder, each once for as long as it does not change.
type shelf struct {
	root *os.Root

	reading sync.Mutex // one reads them all, and those who come meanwhile have what it read

	mu     sync.Mutex
	cached map[string]cachedEntry
}

type cachedEntry struct {
	stamp string
	entry entry
}

func newShelf(root *os.Root) *shelf { return &shelf{root: root, cached: map[string]cachedEntry{}} }

var errNoRun = errors.New("there is no such run")

// all are the folders, the newest run first, and those that are none last.
func (s *shelf) all() ([]entry, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	names, err := s.names()
	if err != nil {
		return nil, err
	}
	out := make([]entry, len(names))
	var readers sync.WaitGroup
	next := make(chan int)
	for range max(2, runtime.GOMAXPROCS(0)) {
		readers.Go(func() {
			for i := range next {
				out[i] = s.read(names[i])
			}
		})
	}
	for i := range names {
		next <- i
	}
	close(next)
	readers.Wait()
	s.forget(names)
	slices.SortFunc(out, func(a, b entry) int {
		return cmp.Or(b.Started.Compare(a.Started), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

// one is the run of a folder's name.
func (s *shelf) one(name string) (*entry, error) {
	names, err := s.names()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, name) { // only what the folder itself lists
		return nil, errNoRun
	}
	e := s.read(name)
	return &e, nil
}

// names are those of the folders, and of links to folders.
func (s *shelf) names() ([]string, error) {
	folder, err := s.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer func() { _ = folder.Close() }()
	found, err := folder.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range found {
		if (f.IsDir() || f.Type() == fs.ModeSymlink) && !strings.HasPrefix(f.Name(), ".") {
			names = append(names, f.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// forget drops what is no longer there.
func (s *shelf) forget(names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.cached {
		if _, found := slices.BinarySearch(names, name); !found {
			delete(s.cached, name)
		}
	}
}

// read is a folder, from the last time where nothing of it has changed since.
func (s *shelf) read(name string) entry {
	dir, err := s.root.OpenRoot(name)
	if err != nil {
		return entry{Name: name, State: stateUnreadable, Trouble: plainly(err)}
	}
	defer func() { _ = dir.Close() }()
	stamp := stampOf(dir)
	s.mu.Lock()
	kept, ok := s.cached[name]
	s.mu.Unlock()
	if ok && kept.stamp == stamp && kept.entry.State != stateRunning {
		return kept.entry
	}
	e := readEntry(name, dir)
	s.mu.Lock()
	s.cached[name] = cachedEntry{stamp, e}
	s.mu.Unlock()
	return e
}

// stampOf changes when one of the files does that an entry is made of.
func stampOf(dir *os.Root) string {
	var b strings.Builder
	for _, file := range []string{rundir.ManifestFile, rundir.SummaryFile} {
		if info, err := dir.Stat(file); err == nil {
			fmt.Fprintf(&b, "%d %d;", info.ModTime().UnixNano(), info.Size())
		} else {
			b.WriteString("-;")
		}
	}
	return b.String()
}

// readEntry reads a folder, whatever is in it: figures that no run has ever had
// are as unreadable as a file that is no JSON.
func readEntry(name string, dir *os.Root) (e entry) {
	defer func() {
		if fault := recover(); fault != nil {
			e = entry{Name: name, State: stateUnreadable, Trouble: "its figures make no sense"}
		}
	}()
	e = entry{Name: name, Size: sizeOf(dir)}
	m, manifestErr := manifestIn(dir)
	s, summaryErr := summaryIn(dir)
	switch missing := errors.Is(manifestErr, fs.ErrNotExist); {
	case missing && errors.Is(summaryErr, fs.ErrNotExist):
		e.State, e.Trouble = stateForeign, "it has no "+rundir.ManifestFile
		return e
	case manifestErr != nil && !missing:
		e.State, e.Trouble = stateUnreadable, rundir.ManifestFile+": "+plainly(manifestErr)
	case summaryErr != nil && !errors.Is(summaryErr, fs.ErrNotExist):
		e.State, e.Trouble = stateUnreadable, rundir.SummaryFile+": "+plainly(summaryErr)
	}
	if m != nil {
		e.ofManifest(m, dir)
	}
	if s != nil {
		e.ofSummary(s)
	}
	e.Trouble = format.Clean(e.Trouble)
	return e
}

// manifestIn reads run.json.
func manifestIn(dir *os.Root) (*rundir.Manifest, error) {
	data, err := read(dir, rundir.ManifestFile, maxManifest)
	if err != nil {
		return nil, err
	}
	var m rundir.Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	if m.Schema != rundir.ManifestSchema {
		return nil, fmt.Errorf("its schema is %q, and not %q", m.Schema, rundir.ManifestSchema)
	}
	return &m, nil
}

func (e *entry) ofManifest(m *rundir.Manifest, dir *os.Root) {
	e.Started, e.Blocks = m.StartedAt, len(m.Blocks)
	for _, b := range m.Blocks {
		if b.State.Over() {
			e.Done++
		}
	}
	e.Scenario = scenarioOf(m)
	if e.State != "" {
		return
	}
	e.State, e.Trouble = state(m.State), m.Error
	switch {
	case m.State == rundir.Running && rundir.Held(dir):
		e.State = stateRunning
	case m.State == rundir.Running:
		e.State = stateKilled
	case m.Imported != nil:
		e.State = stateImported
	}
}

// scenarioOf is the name that the resolved scenario has.
func scenarioOf(m *rundir.Manifest) string {
	var resolved struct {
		Name string `json:"name"`
	}
	_ = json.Unmarshal(m.Scenario.Resolved, &resolved) // "" where it says none
	return format.Clean(resolved.Name)
}

func (e *entry) ofSummary(s *reports.Summary) {
	e.Summary = true
	if e.State == "" { // a summary alone, as a baseline is kept
		e.State, e.Started = stateComplete, s.Run.StartedAt
		if !s.Run.Complete {
			e.State = stateInterrupted
		}
	}
	if name := format.Clean(s.Scenario.Name); name != "" {
		e.Scenario = name
	}
	v := view.New(s)
	if t := v.Subject(); t != nil {
		e.Answer, e.P95 = t.Name, format.MaybeDuration(t.Latency.P95)
		if t.Cost != nil {
			e.Cost = format.Money(t.Cost.PerMillion, t.Cost.Currency)
		}
	}
	e.Verdict, e.Gates = verdictOf(s.Gates)
}

// verdictOf is the worst verdict of the gates that can fail a run, and how many
// have it.
func verdictOf(gates []reports.GateResult) (reports.Verdict, int) {
	count := map[reports.Verdict]int{}
	for _, g := range gates {
		if g.Level != "warn" {
			count[g.Verdict]++
		}
	}
	for _, v := range []reports.Verdict{reports.Fail, reports.Inconclusive, reports.Pass} {
		if count[v] > 0 {
			return v, count[v]
		}
	}
	return "", 0
}

// sizeOf adds up the files of a run directory.
func sizeOf(dir *os.Root) int64 {
	folder, err := dir.Open(".")
	if err != nil {
		return 0
	}
	defer func() { _ = folder.Close() }()
	files, _ := folder.ReadDir(-1) // what can be read
	var size int64
	for _, f := range files {
		if info, err := f.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	return size
}

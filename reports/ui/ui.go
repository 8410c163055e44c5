// Package ui is a page over a folder of runs: a list of them to filter, and to
// open, compare and follow from. It reads and never writes: a run without a
// report is rendered for each request.
//
// It trusts neither the folder nor the network. What lies outside the folder
// cannot be reached through it, what is no run is listed as such, and nobody
// gets an answer by a name that this machine is not known by, or from another
// machine without the token.
package ui

import (
	"bytes"
	"errors"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/html"
)

// Options say what is shown, and to whom.
type Options struct {
	Runs    *os.Root // the folder of run directories; it stays the caller's
	Name    string   // of the folder, for people
	Version string   // of sweetspot
	Host    string   // that the server was asked to listen on, by name or address
	Token   string   // that every request has to know; "" where none has to
}

// handler answers for the pages.
type handler struct {
	Options
	runs *shelf
}

// New makes the pages, and begins to read the runs. It answers GET and HEAD
// alone.
func New(o Options) http.Handler {
	h := &handler{Options: o, runs: newShelf(o.Runs)}
	go func() { _, _ = h.runs.all() }() // whoever asks is told what went wrong
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.list)
	mux.HandleFunc("GET /run/{name}/{$}", h.report)
	mux.HandleFunc("GET /run/{name}/summary.json", h.summary)
	mux.HandleFunc("GET /compare", h.compare)
	mux.HandleFunc("GET /trend", h.trend)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		h.refuse(w, http.StatusNotFound, "There is no such page.")
	})
	return guard{handler: mux, pages: h}
}

// list shows the runs that the query asks for.
func (h *handler) list(w http.ResponseWriter, r *http.Request) {
	runs, err := h.runs.all()
	if err != nil {
		h.refuse(w, http.StatusInternalServerError, "The folder "+h.Name+" cannot be read: "+plainly(err))
		return
	}
	h.page(w, http.StatusOK, "list.gohtml", h.newList(runs, r.URL.Query()))
}

// report shows the report of a run: the file, or one made of its summary.
func (h *handler) report(w http.ResponseWriter, r *http.Request) {
	run, dir, ok := h.open(w, r)
	if !ok {
		return
	}
	defer func() { _ = dir.Close() }()
	if file, info, err := regular(dir, rundir.HTMLFile); err == nil {
		defer func() { _ = file.Close() }()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", sandboxed)
		http.ServeContent(w, r, "", info.ModTime(), file)
		return
	}
	if run.State == stateRunning {
		h.page(w, http.StatusOK, "running.gohtml", h.newRunning(run))
		return
	}
	s, err := summaryIn(dir)
	if err != nil {
		h.refuse(w, http.StatusNotFound, "This run has no report and no summary to make one of: "+plainly(err)+
			". `sweetspot report` makes both of a run that was killed.")
		return
	}
	h.render(w, func(out io.Writer) error { return html.Render(out, s, nil) })
}

// summary hands out a run's figures.
func (h *handler) summary(w http.ResponseWriter, r *http.Request) {
	_, dir, ok := h.open(w, r)
	if !ok {
		return
	}
	defer func() { _ = dir.Close() }()
	file, info, err := regular(dir, rundir.SummaryFile)
	if err != nil {
		h.refuse(w, http.StatusNotFound, "This run has no summary: "+plainly(err))
		return
	}
	defer func() { _ = file.Close() }()
	w.Header().Set("Content-Type", "application/json")
	http.ServeContent(w, r, "", info.ModTime(), file)
}

// open is the run that a request names, with its directory for the caller to
// close; where it cannot be had it has answered.
func (h *handler) open(w http.ResponseWriter, r *http.Request) (*entry, *os.Root, bool) {
	run, ok := h.find(w, r.PathValue("name"))
	if !ok {
		return nil, nil, false
	}
	dir, err := h.Runs.OpenRoot(run.Name)
	if err != nil {
		h.refuse(w, http.StatusNotFound, "The run cannot be opened: "+plainly(err))
		return nil, nil, false
	}
	return run, dir, true
}

// find is the run of a name; where there is none it has answered.
func (h *handler) find(w http.ResponseWriter, name string) (*entry, bool) {
	run, err := h.runs.one(name)
	if err != nil {
		h.refuse(w, http.StatusNotFound, "There is no run "+format.Clean(name)+" in "+h.Name+".")
		return nil, false
	}
	return run, true
}

// render answers with a page that package html makes, once it is whole.
func (h *handler) render(w http.ResponseWriter, page func(io.Writer) error) {
	var out bytes.Buffer
	if err := page(&out); err != nil {
		h.refuse(w, http.StatusInternalServerError, "The page cannot be made: "+plainly(err))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", sandboxed)
	_, _ = out.WriteTo(w) // a reader that has left
}

// summaryIn reads the summary of a run directory.
func summaryIn(dir *os.Root) (*reports.Summary, error) {
	data, err := read(dir, rundir.SummaryFile, maxSummary)
	if err != nil {
		return nil, err
	}
	return reports.ParseSummary(data)
}

// Bounds of what is read of a run at once, in bytes.
const (
	maxManifest = 64 << 20
	maxSummary  = 256 << 20
)

var errLarge = errors.New("it is larger than any such file is")

// read is a file of a run directory as a whole.
func read(dir *os.Root, name string, most int64) ([]byte, error) {
	file, info, err := regular(dir, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if info.Size() > most {
		return nil, errLarge
	}
	return io.ReadAll(io.LimitReader(file, most))
}

// regular opens an ordinary file: what else may stand there, such as a pipe, would
// make a reader wait for ever.
func regular(dir *os.Root, name string) (*os.File, fs.FileInfo, error) {
	if info, err := dir.Stat(name); err != nil {
		return nil, nil, err
	} else if !info.Mode().IsRegular() {
		return nil, nil, errors.New("it is no file")
	}
	file, err := dir.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return file, info, nil
}

// plainly is an error without the paths that the reader did not name.
func plainly(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// message is a page that says one thing.
type message struct {
	frame
	Text string
}

// frame is what all of this package's own pages have.
type frame struct {
	Title, Folder, Version string
	CSS                    template.CSS
	Refresh                int // seconds; 0: never
}

func (h *handler) frame(title string) frame {
	return frame{Title: title, Folder: h.Name, Version: h.Version, CSS: style}
}

// refuse answers with a page that says why.
func (h *handler) refuse(w http.ResponseWriter, code int, text string) {
	h.page(w, code, "message.gohtml", message{h.frame("Sweetspot"), text})
}

// page answers with one of this package's own pages.
func (h *handler) page(w http.ResponseWriter, code int, name string, data any) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, _ = out.WriteTo(w) // a reader that has left
}

// runPath is where the page of a run is.
func runPath(name string) string { return "/run/" + url.PathEscape(name) + "/" }

// running is the page of a run that goes on.
type running struct {
	frame
	Run *entry
}

func (h *handler) newRunning(run *entry) running {
	r := running{h.frame(run.Scenario), run}
	r.Refresh = refreshEvery
	return r
}

// refreshEvery is how often a page with a run that goes on asks anew, in seconds.
const refreshEvery = 5

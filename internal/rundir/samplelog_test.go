package rundir

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

var sizes = []Variant{{Label: "128 MB", MemoryMB: 128}, {Label: "256 MB", MemoryMB: 256}}

// readBack reads what a reader of the directory would.
func readBack(t *testing.T, dir Dir) []measure.Sample {
	t.Helper()
	samples, err := dir.ReadSamples()
	if err != nil {
		t.Fatal(err)
	}
	return samples
}

// A process that is killed has lost at most a second: what was written is with
// the operating system by then, without a Flush.
func TestSamplesReachTheFileWithinASecond(t *testing.T) {
	dir, _ := Create(t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		w, err := dir.CreateSamples(sizes)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 10 {
			if err := w.Write(sample(0, n)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(999 * time.Millisecond)
			synctest.Wait()
			if got := len(readBack(t, dir)); got != n+1 {
				t.Errorf("%d samples in the file after %d were written", got, n+1)
			}
		}
		// The Parquet library's pools must not meet a bubble.
		if err := os.Remove(dir.Path(LogFile)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestCloseLeavesSamplesParquetAlone(t *testing.T) {
	dir, _ := Create(t.TempDir())
	w, _ := dir.CreateSamples(sizes)
	if err := w.Write(sample(0, 0), sample(1, 1)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	entries, _ := os.ReadDir(string(dir))
	if len(entries) != 1 || entries[0].Name() != SamplesFile {
		t.Errorf("%v", entries)
	}
	if err := w.Write(sample(0, 2)); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a write after Close: %v", err)
	}
}

// fullDisk takes room bytes, and more once the reserve is gone.
type fullDisk struct {
	*os.File
	dir         Dir
	room, spare int64
	err         error
}

func (d *fullDisk) WriteAt(p []byte, at int64) (int, error) {
	room := d.room
	if _, err := os.Stat(d.dir.Path(reserveFile)); err != nil {
		room += d.spare
	}
	if at+int64(len(p)) <= room {
		return d.File.WriteAt(p, at)
	}
	n, _ := d.File.WriteAt(p[:max(0, room-at)], at)
	return n, &os.PathError{Op: "write", Path: d.Name(), Err: d.err}
}

// A disk that takes no more is told at once, and what it took, the half frame
// at its end apart, stays readable.
func TestFullDisk(t *testing.T) {
	for _, test := range []struct {
		name  string
		spare int64
		err   error
		hint  string
	}{
		{"full", 0, syscall.ENOSPC, "free some space"},
		{"quota", 0, syscall.EDQUOT, "disk quota"},
		{"file size", 0, syscall.EFBIG, "ulimit -f"},
		{"other", 0, syscall.EIO, "mend that"},
		{"reserve", reserveBytes, syscall.ENOSPC, "free some space"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, _ := Create(t.TempDir())
			file, err := os.Create(dir.Path(LogFile))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := file.WriteString(logMark); err != nil {
				t.Fatal(err)
			}
			disk := &fullDisk{File: file, dir: dir, room: 200_000, spare: test.spare, err: test.err}
			w := dir.keepSamples(sizes, disk, int64(len(logMark)))
			failed := make(chan error, 1)
			w.OnFailure(func(err error) { failed <- err })
			written := 0
			for err == nil {
				err = w.Write(sample(0, written))
				written++
			}
			if told := <-failed; !errors.Is(told, err) || !errors.Is(err, test.err) ||
				!strings.Contains(err.Error(), test.hint) || !strings.Contains(err.Error(), dir.Path(LogFile)) ||
				!strings.Contains(err.Error(), "--resume") {
				t.Errorf("told %v, returned %v", told, err)
			}
			if err := w.Close(); err != nil {
				t.Errorf("Close tells again what was told: %v", err)
			}
			checkPrefix(t, readBack(t, dir), written, test.spare > 0)
		})
	}
}

// checkPrefix checks that samples 0 to some n, or to the last, were kept.
func checkPrefix(t *testing.T, got []measure.Sample, written int, all bool) {
	t.Helper()
	for n := range got {
		if got[n].Seq != n {
			t.Fatalf("sample %d has the place of %d", got[n].Seq, n)
		}
	}
	if all && len(got) != written || len(got) == 0 || len(got) > written {
		t.Errorf("%d samples of %d kept, all of them wanted: %v", len(got), written, all)
	}
}

// Writers that wait for room must not wait for ever on a disk that died.
func TestDeadDiskFreesItsWriters(t *testing.T) {
	dir, _ := Create(t.TempDir())
	file, _ := os.Create(dir.Path(LogFile))
	file.WriteString(logMark)
	w := dir.keepSamples(sizes, &fullDisk{File: file, dir: dir, err: syscall.EIO}, int64(len(logMark)))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := range 50_000 {
				if w.Write(sample(0, n)) != nil {
					return
				}
			}
			t.Error("no error")
		})
	}
	wg.Wait()
	if err := w.Flush(); !errors.Is(err, syscall.EIO) {
		t.Error(err)
	}
	w.Close()
}

func TestLogStaysWhenParquetCannotBeWritten(t *testing.T) {
	dir, _ := Create(t.TempDir())
	w, _ := dir.CreateSamples(sizes)
	for n := range 10 {
		w.Write(sample(1, n))
	}
	obstacle := dir.Path("." + SamplesFile + ".tmp")
	if err := os.MkdirAll(filepath.Join(obstacle, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), LogFile) {
		t.Errorf("Close: %v", err)
	}
	before := readBack(t, dir)
	os.RemoveAll(obstacle)
	if lost, err := dir.ConvertLog(sizes); err != nil || lost != 0 || dir.HasLog() {
		t.Errorf("lost %d, %v", lost, err)
	}
	if after := readBack(t, dir); len(before) != 10 || fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("%d samples from the log, %d from Parquet, or not the same", len(before), len(after))
	}
}

func TestConvertLogTellsWhatIsDamaged(t *testing.T) {
	dir, _ := Create(t.TempDir())
	log := encode([]measure.Sample{sample(0, 0), sample(0, 1)}, map[int]bool{0: true})
	if err := dir.Write(LogFile, log[:len(log)-1]); err != nil {
		t.Fatal(err)
	}
	dir.reserve() // as a killed run leaves it
	lost, err := dir.ConvertLog(sizes)
	if want := int64(len(log) - 1 - len(encode([]measure.Sample{sample(0, 0)}, nil))); err != nil || lost != want {
		t.Errorf("lost %d, want %d; %v", lost, want, err)
	}
	if got := readBack(t, dir); len(got) != 1 {
		t.Errorf("%d samples", len(got))
	}
	if kept, err := os.ReadFile(dir.Path(DamagedFile)); err != nil || !bytes.Equal(kept, log[:len(log)-1]) {
		t.Errorf("the damaged log is not kept as it was: %v", err)
	}
	if entries, _ := os.ReadDir(string(dir)); len(entries) != 2 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestConvertLogOfAnotherPlan(t *testing.T) {
	dir, _ := Create(t.TempDir())
	if err := dir.Write(LogFile, encode([]measure.Sample{{Variant: 7}}, nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.ConvertLog(sizes); err == nil || !strings.Contains(err.Error(), "variant 7") || !dir.HasLog() {
		t.Errorf("%v", err)
	}
}

// What a run kept, by log or by Parquet, is the beginning of what its resumed
// self keeps.
func TestResumeSamples(t *testing.T) {
	for _, parquet := range []bool{false, true} {
		t.Run(fmt.Sprintf("parquet=%v", parquet), func(t *testing.T) {
			dir, _ := Create(t.TempDir())
			var samples []measure.Sample
			for n := range 30_000 {
				samples = append(samples, sample(n/10_000, n)) // blocks 0, 1, 2
			}
			log := encode(samples, nil)
			dir.Write(LogFile, append(log, 1, 2, 3))
			if parquet {
				if _, err := dir.ConvertLog(sizes); err != nil {
					t.Fatal(err)
				}
			}
			w, dropped, err := dir.ResumeSamples(sizes, func(s *measure.Sample) bool { return s.Block < 2 })
			if err != nil || dropped != 10_000 {
				t.Fatalf("%d dropped, %v", dropped, err)
			}
			w.Write(sample(2, 20_000))
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			checkPrefix(t, readBack(t, dir), 20_001, true)
			_ = os.Remove(dir.Path(DamagedFile)) // of the three bytes that are no frame
			if entries, _ := os.ReadDir(string(dir)); len(entries) != 1 {
				t.Errorf("left behind: %v", entries)
			}
		})
	}
}

func TestResumeSamplesOfARunThatHasNone(t *testing.T) {
	dir, _ := Create(t.TempDir())
	w, dropped, err := dir.ResumeSamples(sizes, func(*measure.Sample) bool { return true })
	if err != nil || dropped != 0 {
		t.Fatal(dropped, err)
	}
	if err := w.Close(); err != nil || len(readBack(t, dir)) != 0 {
		t.Error(err)
	}
}

func TestLockKeepsOthersOut(t *testing.T) {
	dir, _ := Create(t.TempDir())
	if err := dir.WriteManifest(&Manifest{Schema: ManifestSchema, State: Running, Process: Process{PID: 4711, StartedAt: at}}); err != nil {
		t.Fatal(err)
	}
	lock, err := dir.Lock()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dir.Lock(); err == nil || !strings.Contains(err.Error(), "process 4711, started 2026-11-2") {
		t.Errorf("second lock: %v", err)
	}
	if err := lock.Release(); err != nil {
		t.Error(err)
	}
	if lock, err = dir.Lock(); err != nil { // the pid says nothing
		t.Fatal(err)
	}
	if err := lock.Release(); err != nil {
		t.Error(err)
	}
}

// BenchmarkWrite is the cost of keeping a sample, from 64 goroutines at once.
func BenchmarkWrite(b *testing.B) {
	dir, _ := Create(b.TempDir())
	w, err := dir.CreateSamples(sizes)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		s := sample(0, 0)
		for pb.Next() {
			s.Seq++
			s.Intended = s.Intended.Add(time.Millisecond)
			s.Sent, s.End = s.Intended.Add(40_123), s.Intended.Add(12_345_678)
			if err := w.Write(s); err != nil {
				b.Fatal(err)
			}
		}
	})
	w.drain()
	b.StopTimer()
	b.ReportMetric(float64(w.offset)/float64(b.N), "bytes/op")
	os.Remove(dir.Path(LogFile)) // nothing to convert
	w.Close()
}

// BenchmarkConvert is the cost of a row of samples.parquet.
func BenchmarkConvert(b *testing.B) {
	for _, ids := range []bool{false, true} {
		b.Run(fmt.Sprintf("ids=%v", ids), func(b *testing.B) {
			dir, _ := Create(b.TempDir())
			writeBenchLog(b, dir, ids)
			b.ResetTimer()
			if _, err := dir.ConvertLog(sizes); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			info, _ := os.Stat(dir.Path(SamplesFile))
			b.ReportMetric(float64(info.Size())/float64(b.N), "bytes/op")
		})
	}
}

// writeBenchLog writes b.N samples as an HTTP target gives, or as Lambda does.
func writeBenchLog(b *testing.B, dir Dir, ids bool) {
	rng := rand.New(rand.NewPCG(1, 2))
	file, err := os.Create(dir.Path(LogFile))
	if err != nil {
		b.Fatal(err)
	}
	f := frames{buf: []byte(logMark)}
	for n := range b.N {
		s := measure.Sample{
			Phase: measure.PhaseLoad, Seq: n, Intended: at.Add(time.Duration(n) * 200 * time.Microsecond), WorkerFree: true,
			Outcome: measure.OutcomeOK, Status: 200, Cold: measure.ColdNone, BytesOut: 2, BytesIn: 120,
		}
		s.Sent = s.Intended.Add(time.Duration(rng.ExpFloat64() * 1e5))
		s.End = s.Sent.Add(time.Duration(1e6 + rng.ExpFloat64()*1e6))
		if ids {
			s.RequestID = fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", rng.Uint32(), rng.Uint32()>>16, rng.Uint32()>>20, rng.Uint32()>>20, rng.Uint64()>>16)
			s.Environment = fmt.Sprintf("env-%d", rng.IntN(50))
			s.Duration = time.Duration(rng.ExpFloat64()*100) * 10 * time.Microsecond
			s.Billed = s.Duration.Round(time.Millisecond) + time.Millisecond
			s.MaxMemoryMB = 40
		}
		f.add(&s)
		if len(f.buf) > flushAt {
			file.Write(f.take(f.buf))
		}
	}
	file.Write(f.take(nil))
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
}

package rundir

import (
	"errors"
	"os"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// ResumeSamples goes on with the samples of a run that ended early. Those that
// keep wants stay; dropped is the number of the others, which are gone.
func (d Dir) ResumeSamples(variants []Variant, keep func(*measure.Sample) bool) (s *Samples, dropped int, err error) {
	dropped, err = d.rewriteLog(keep)
	if err != nil {
		return nil, 0, err
	}
	file, err := os.OpenFile(d.Path(LogFile), os.O_WRONLY, 0)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return d.keepSamples(variants, file, info.Size()), dropped, nil
}

// rewriteLog puts a log with the samples to keep in the place of the log or
// the samples.parquet that there is.
func (d Dir) rewriteLog(keep func(*measure.Sample) bool) (dropped int, err error) {
	tmp := d.Path("." + LogFile + ".tmp")
	defer func() { _ = os.Remove(tmp) }() // gone already when all went well
	if dropped, err = d.copyLog(tmp, keep); err != nil {
		return 0, err
	}
	if err := os.Rename(tmp, d.Path(LogFile)); err != nil {
		return 0, err
	}
	if err := os.Remove(d.Path(SamplesFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, err
	}
	return dropped, nil
}

// copyLog writes the samples to keep to a new log at path.
func (d Dir) copyLog(path string, keep func(*measure.Sample) bool) (dropped int, err error) {
	file, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	write := func(data []byte) error {
		if _, err := file.Write(data); err != nil {
			return writeError(d, LogFile, err)
		}
		return nil
	}
	if err := write([]byte(logMark)); err != nil {
		return 0, err
	}
	var pending frames
	err = d.eachSample(func(s *measure.Sample) error {
		if !keep(s) {
			dropped++
			return nil
		}
		pending.add(s)
		if len(pending.buf) < flushAt {
			return nil
		}
		return write(pending.take(pending.buf))
	})
	if err == nil {
		err = write(pending.take(nil))
	}
	return dropped, errors.Join(err, file.Sync())
}

// eachSample calls do with every stored sample until one returns an error.
func (d Dir) eachSample(do func(*measure.Sample) error) error {
	if d.HasLog() {
		log, err := openLog(d.Path(LogFile))
		if err != nil {
			return err
		}
		return errors.Join(log.each(do), log.close())
	}
	err := d.Samples(AllFields).Each(func(batch []measure.Sample) error {
		for i := range batch {
			if err := do(&batch[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

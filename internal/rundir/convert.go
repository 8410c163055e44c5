package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/parquet-go/parquet-go"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

const (
	// rowGroupRows is the number of rows that a writer of samples.parquet holds,
	// compressed, and that a reader needs memory for at a time.
	rowGroupRows = 100_000
	// pageBytes is the size of the pages that a row group has of each column.
	pageBytes = 64 << 10
)

// HasLog reports whether the directory holds a sample log: it is being
// written, its run was killed, or it could not be made into samples.parquet.
// While there is a log, it is the truth, and samples.parquet is not.
func (d Dir) HasLog() bool {
	_, err := os.Stat(d.Path(LogFile))
	return !errors.Is(err, fs.ErrNotExist)
}

// ConvertLog makes the sample log into samples.parquet and removes it, and the
// reserve; without a log there is nothing to do. lost is the number of bytes at
// the log's end that are damaged or no whole frame; the log is then kept beside as
// samples.log.damaged. When it fails, the log stays as it is.
func (d Dir) ConvertLog(variants []Variant) (lost int64, err error) {
	d.releaseReserve()
	if !d.HasLog() {
		return 0, nil
	}
	log, err := openLog(d.Path(LogFile))
	if err != nil {
		return 0, err
	}
	tmp := d.Path("." + SamplesFile + ".tmp")
	err = errors.Join(writeParquet(tmp, variants, log), log.close())
	if err == nil {
		err = os.Rename(tmp, d.Path(SamplesFile))
	}
	if err != nil {
		_ = os.Remove(tmp)
		return 0, fmt.Errorf("cannot write %s, so the samples stay in %s: %w", d.Path(SamplesFile), LogFile, err)
	}
	if log.lost() > 0 {
		return log.lost(), os.Rename(d.Path(LogFile), d.Path(DamagedFile))
	}
	return 0, os.Remove(d.Path(LogFile))
}

// writeParquet writes the samples of a log to a file and forces it to disk.
func writeParquet(path string, variants []Variant, log *logReader) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	// Snappy, as zstd's encoders hold 16 MB each and gain little on differences.
	writer := parquet.NewGenericWriter[row](file, parquet.Compression(&parquet.Snappy),
		parquet.MaxRowsPerRowGroup(rowGroupRows), parquet.PageBufferSize(pageBytes), parquet.DataPageStatistics(false))
	if err := writeRows(writer, variants, log); err != nil {
		return err
	}
	return errors.Join(writer.Close(), file.Sync())
}

// writeRows hands rows on by the thousand: the library's cost is by the call.
func writeRows(writer *parquet.GenericWriter[row], variants []Variant, log *logReader) error {
	batch := make([]row, 0, 1024)
	flush := func() error {
		_, err := writer.Write(batch)
		batch = batch[:0]
		return err
	}
	err := log.each(func(s *measure.Sample) error {
		if s.Variant < 0 || s.Variant >= len(variants) {
			return fmt.Errorf("a sample is of variant %d, and %s has %d", s.Variant, ManifestFile, len(variants))
		}
		batch = append(batch, rowOf(s, variants[s.Variant]))
		if len(batch) < cap(batch) {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

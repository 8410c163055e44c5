package rundir

import (
	"errors"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// logged is a source that reads the sample log.
type logged struct{ dir Dir }

// Each implements measure.Source.
func (l logged) Each(visit func([]measure.Sample) error) error {
	log, err := openLog(l.dir.Path(LogFile))
	if err != nil {
		return err
	}
	batch := make([]measure.Sample, 0, batchRows)
	err = log.each(func(s *measure.Sample) error {
		if batch = append(batch, toMicrosecond(s)); len(batch) < batchRows {
			return nil
		}
		full := batch
		batch = batch[:0]
		return visit(full)
	})
	if err == nil && len(batch) > 0 {
		err = visit(batch)
	}
	return errors.Join(err, log.close())
}

// toMicrosecond is a sample as samples.parquet holds it.
func toMicrosecond(s *measure.Sample) measure.Sample {
	out := *s
	out.Intended = s.Intended.UTC()
	out.Sent = out.Intended.Add(s.SendLag().Truncate(time.Microsecond))
	out.End = out.Intended.Add(s.Latency().Truncate(time.Microsecond))
	for _, d := range []*time.Duration{&out.DNS, &out.Connect, &out.TLS, &out.FirstByte} {
		*d = d.Truncate(time.Microsecond)
	}
	return out
}

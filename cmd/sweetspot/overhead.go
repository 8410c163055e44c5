package main

import (
	"context"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// estimateOverheads has runners that can tell from metrics alone what a gateway
// added tell it of their blocks. Metrics come minutes later: who interrupted the
// run does not wait for them.
func (r *run) estimateOverheads(ctx context.Context) {
	for target, runner := range r.runners {
		if fronted, is := runner.(runners.Fronted); is && ctx.Err() == nil {
			fronted.Overheads(ctx, r.blocksOf(target))
		}
	}
}

// blocksOf are the blocks of a target that have been measured.
func (r *run) blocksOf(target int) (blocks []*measure.Block) {
	for i := range r.manifest.Blocks {
		if b := &r.manifest.Blocks[i]; b.State == measure.BlockDone && r.plan.Variants[b.Variant].Target == target {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

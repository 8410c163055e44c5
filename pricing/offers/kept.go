package offers

import "fmt"

// maxRows is the most rows that an import may keep, of all its lists together:
// they are what its memory grows with. All of EC2's instance types in all
// regions are some 30,000.
const maxRows = 200_000

// kept counts the rows that an import keeps.
type kept int

// check refuses more than an import may keep.
func (k kept) check() error {
	if k > maxRows {
		return fmt.Errorf("more than %d rows map to prices; ask for some services or regions", maxRows)
	}
	return nil
}

package traces

import "bytes"

// readMinutes reads one count a line, or all of them in a single row. Words in
// the first line are a header.
func readMinutes(l *lines) []int {
	var minutes []int
	last := 0 // the line before
	for header := true; l.next(); header = false {
		row := fields(l.text)
		if header && isWord(row[0]) {
			continue
		}
		switch {
		case last > 0 && len(row) > 1:
			l.fail("keep the column with the counts alone, one minute a line, or write all minutes in one row", "the line has %d columns", len(row))
		case last > 0 && l.number > last+1:
			l.failAt(last+1, "write 0 for a minute without arrivals", "the line holds no count")
		case len(minutes)+len(row) > MaxMinutes:
			l.fail("cut the file down to the part that is to be replayed", "there are more minutes than in a year")
		}
		for _, field := range row {
			minutes = append(minutes, l.count(field))
		}
		last = l.number
		if len(row) > 1 {
			onlyRow(l)
			break
		}
	}
	if len(minutes) == 0 {
		l.empty()
	}
	return minutes
}

// onlyRow refuses what follows a row of counts.
func onlyRow(l *lines) {
	if l.err == nil && l.next() {
		l.fail("write one row, or one count a line", "a second row follows the first: which one is meant?")
	}
}

// azureHeader are the first columns of Azure's file; a minute each follows.
var azureHeader = []string{"HashOwner", "HashApp", "HashFunction", "Trigger"}

// readAzure reads the counts of one function, which is named by its
// HashFunction, by HashApp/HashFunction, or by all three hashes.
func readAzure(l *lines, function string) []int {
	columns := azureColumns(l)
	var minutes []int
	found, functions := 0, 0
	for ; l.next(); functions++ {
		if !isFunction(l.text, function) {
			continue
		}
		if found > 0 {
			l.fail("tell them apart: function: HashApp/HashFunction, or HashOwner/HashApp/HashFunction", "the function stands here and in line %d", found)
		}
		found = l.number
		row := fields(l.text)
		if len(row) != columns {
			l.fail("is the file complete?", "the line has %d columns, the header %d", len(row), columns)
			break
		}
		for _, field := range row[len(azureHeader):] {
			minutes = append(minutes, l.count(field))
		}
	}
	if found == 0 {
		l.failAt(0, "function is a HashFunction, the third column of the file", "the function %s is not among the %d of the file", quote([]byte(function)), functions)
	}
	return minutes
}

// azureColumns checks the header and gives the number of columns.
func azureColumns(l *lines) int {
	if !l.next() {
		l.empty()
		return 0
	}
	header := fields(l.text)
	for i, want := range azureHeader {
		if len(header) <= len(azureHeader) || string(header[i]) != want {
			l.fail("take a file invocations_per_function_md.anon.d….csv of the dataset, or format: minute-buckets",
				"the header is not HashOwner,HashApp,HashFunction,Trigger,1,…,1440")
			return 0
		}
	}
	return len(header)
}

// isFunction reports whether a line is that of a function.
func isFunction(line []byte, function string) bool {
	hashes := bytes.SplitN(line, []byte(","), len(azureHeader))
	if len(hashes) < len(azureHeader) {
		return false
	}
	name := []byte(function)
	full := bytes.Join(hashes[:3], []byte("/"))
	return bytes.Equal(full, name) || bytes.HasSuffix(full, append([]byte("/"), name...))
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func newInit(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "init [FILE.py:HANDLER | FILE.js.HANDLER | COMMAND...]",
		Short: "Write a commented scenario that runs as it is",
		Example: "  sweetspot init app.py:handler\n" +
			"  sweetspot init index.js.handler\n" +
			"  sweetspot init ./bootstrap --flag",
		RunE: func(_ *cobra.Command, args []string) error {
			file, content, err := scenarios.Init(strings.Join(args, " "))
			if err != nil {
				return inputError(err)
			}
			if out != "" {
				file = out
			}
			if err := writeNew(file, content); err != nil {
				return inputError(err)
			}
			fmt.Fprintf(a.stdout, "wrote %s\nNext: %s run %s\n", file, command(), file)
			return nil
		},
	}
	cmd.Flags().SetInterspersed(false) // what follows a command is the command's own
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (default: named after the handler)")
	return cmd
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; name another file with -o", path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

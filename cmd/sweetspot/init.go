package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func newInit(a *app) *cobra.Command {
	var out, library string
	var from fromFlags
	cmd := &cobra.Command{
		Use:   "init [FILE.py:HANDLER | FILE.js.HANDLER | COMMAND...]",
		Short: "Write a commented scenario that runs as it is",
		Example: "  sweetspot init app.py:handler\n" +
			"  sweetspot init index.js.handler\n" +
			"  sweetspot init ./bootstrap --flag\n" +
			"  sweetspot init --from template.yaml --resource ResizeFunction\n" +
			"  sweetspot init --library thumbnail",
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("library") {
				return a.initLibrary(library, out, args)
			}
			args, err := outputBehind(cmd, args, &out)
			if err != nil {
				return inputError(err)
			}
			if err := from.check(cmd, args); err != nil {
				return inputError(err)
			}
			file, content, err := initial(cmd.Context(), args, &from)
			if err != nil {
				return inputError(err)
			}
			if from.used() && out != "" && filepath.Dir(out) != filepath.Dir(file) {
				return inputError(fmt.Errorf("-o: the scenario's paths start from the folder of the template: write it to %s", filepath.Join(filepath.Dir(file), filepath.Base(out))))
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
	from.flags(cmd.Flags())
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (default: named after the handler)")
	cmd.Flags().StringVar(&library, "library", "", "copy a scenario of the library instead: "+strings.Join(scenarios.LibraryNames(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("library", cobra.FixedCompletions(scenarios.LibraryNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// initial is the scenario of a handler, for the current folder, or of a template,
// for the template's folder.
func initial(ctx context.Context, args []string, from *fromFlags) (file string, content []byte, err error) {
	if !from.used() {
		return scenarios.Init(strings.Join(args, " "))
	}
	file, content, _, err = from.made(ctx)
	return filepath.Join(filepath.Dir(from.template), file), content, err
}

// initLibrary copies a scenario of the library into the current folder, with
// what it replays.
func (a *app) initLibrary(name, out string, args []string) error {
	if out != "" || len(args) > 0 {
		return inputError(errors.New("--library copies a scenario under its own name: leave out -o and the handler"))
	}
	files, err := scenarios.FromLibrary(name)
	if err != nil {
		return inputError(err)
	}
	for i, file := range files {
		if there, err := os.ReadFile(file.Name); i > 0 && err == nil && bytes.Equal(there, file.Content) {
			continue // another scenario replays it, too
		}
		if err := writeNew(file.Name, file.Content); err != nil {
			return inputError(err)
		}
		fmt.Fprintf(a.stdout, "wrote %s\n", file.Name)
	}
	fmt.Fprintf(a.stdout, "Next: %s run %s\n", command(), files[0].Name)
	return nil
}

// outputBehind takes -o FILE also where it stands behind a FILE:HANDLER, which
// takes no arguments of its own as a command does.
func outputBehind(cmd *cobra.Command, args []string, out *string) ([]string, error) {
	if len(args) != 3 || !strings.ContainsAny(args[0], ":") && !strings.Contains(args[0], ".js.") || args[1] != "-o" && args[1] != "--output" {
		return args, nil
	}
	if cmd.Flags().Changed("output") {
		return nil, errors.New("-o stands twice")
	}
	*out = args[2]
	return args[:1], nil
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; name another file: %s init -o FILE HANDLER", path, command())
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

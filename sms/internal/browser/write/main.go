// Command write writes the module of widths to the file that is named.
package main

import (
	"fmt"
	"os"

	"github.com/callfloor/callfloor/sms/internal/browser"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "write:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("name the file to write")
	}
	data, err := browser.Table()
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], data, 0o644)
}

// Command write writes the default hold music as a mu-law WAV file. Package media
// runs it when its files are generated.
package main

import (
	"log"
	"os"

	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/media/internal/tune"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: write FILE")
	}
	if err := os.WriteFile(os.Args[1], media.WriteWAV(tune.Render()), 0o644); err != nil {
		log.Fatal(err)
	}
}

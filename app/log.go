package app

import (
	"io"
	"log"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/app/config"
)

// newLogger returns the program's logger.
func newLogger(cfg config.Log, w io.Writer) zerolog.Logger {
	if cfg.Format == "text" {
		w = zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly}
	}
	level, err := zerolog.ParseLevel(cfg.Level)
	if err != nil {
		level = zerolog.InfoLevel // config refuses it before
	}
	return zerolog.New(w).Level(level).With().Timestamp().Logger()
}

// stdLog gives net/http's own messages to the program's logger.
func stdLog(l zerolog.Logger) *log.Logger {
	return log.New(l.With().Str("level", "warn").Str("from", "net/http").Logger(), "", 0)
}

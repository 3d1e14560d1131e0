package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/callfloor/callfloor/store"
)

// ErrAltered says that the access log is not as the program wrote it.
var ErrAltered = errors.New("the access log is not as it was written")

// VerifyAccessLog checks the chain of the access log and says what it found. head is
// one that was noted before, which must still be there; "" for none.
func VerifyAccessLog(ctx context.Context, w io.Writer, file, head string) error {
	cfg, _, err := load(file)
	if err != nil {
		return err
	}
	db, err := store.OpenLog(ctx, cfg.Data, cfg.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	c, err := db.CheckAccess(ctx)
	if err != nil {
		return err
	}
	if !c.Whole {
		return fmt.Errorf("%w: line %d: %s", ErrAltered, c.Broken, c.Why)
	}
	if head != "" {
		has, err := db.HasAccessHash(ctx, head)
		if err != nil {
			return err
		}
		if !has {
			return fmt.Errorf("%w: the head %s is not in it: it was replaced since, or retention has taken the line", ErrAltered, head)
		}
	}
	_, err = fmt.Fprintf(w, "%d lines, %d to %d, are as they were written.\nHead: %s\n", c.Lines, c.First, c.Last, c.Head)
	return err
}

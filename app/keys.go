package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/keyring"
	"github.com/callfloor/callfloor/store"
)

// sealRetry is how long sealing anew rests after it has failed.
const sealRetry = time.Minute

// sayKeys says in the log what the key means: at the first start everything, later
// that the key lies beside what it seals.
func (a *App) sayKeys() {
	k := a.db.Keys()
	if k.Made {
		a.log.Warn().Str("file", k.File).Str("key", k.ID).
			Msg("a key was made: telephone numbers and secrets in the database are sealed with it. Without this file they are lost for good: copy it now to a place that is not this disk, and never beside a backup of the database")
	}
	if a.keyBesideData() {
		a.log.Info().Str("file", k.File).
			Msg("the key file lies in the data folder: who takes this disk has both. encryption.key_file names a better place (docs/operate.md)")
	}
}

// keyBesideData reports whether the key file lies in the folder of the database. With
// PostgreSQL that is elsewhere.
func (a *App) keyBesideData() bool {
	return !a.db.Postgres() && strings.HasPrefix(absolute(a.db.Keys().File), absolute(a.cfg.Data)+string(filepath.Separator))
}

// keepSealed rewrites rows that are not sealed with the present key, beside everything
// else, whenever there is another one.
func (a *App) keepSealed(ctx context.Context) {
	for {
		var again <-chan time.Time
		if left := a.db.Keys().Left; len(left) > 0 {
			a.log.Info().Strs("from", formerly(left)).Str("to", a.db.Keys().ID).Msg("rows are sealed anew with the present key, in the background")
			err := a.db.Reseal(ctx, func(table string, rows int) {
				a.log.Info().Str("table", table).Int("rows", rows).Msg("a table was sealed anew")
			})
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				a.log.Error().Err(err).Stringer("again_in", sealRetry).Msg("rows could not be sealed anew: the former key is still needed")
				again = time.After(sealRetry)
			default:
				a.log.Info().Int64("rows", a.db.Keys().Rewritten).Str("key", a.db.Keys().ID).Msg("everything is sealed with the present key: former ones may be taken out with callfloor key prune")
			}
			a.jobs.done(jobSeal, err)
		}
		select {
		case <-a.db.Rekeyed():
		case <-again:
		case <-ctx.Done():
			return
		}
	}
}

// formerly names what rows are sealed with.
func formerly(ids []string) []string {
	list := slices.Clone(ids)
	for i, id := range list {
		if id == "" {
			list[i] = "not sealed"
		}
	}
	return list
}

// countSealing shows how far sealing anew is.
func countSealing(reg prometheus.Registerer, db *store.DB) {
	reg.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "callfloor_seal_former_keys", Help: "Former keys, none counting as one, that rows may still be sealed with; 0: everything is sealed with the present one.",
		}, func() float64 { return float64(len(db.Keys().Left)) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "callfloor_seal_rows_total", Help: "Rows that were sealed anew with the present key.",
		}, func() float64 { return float64(db.Keys().Rewritten) }),
	)
}

// keyFile returns the key file that a command is about: the one named, else that of
// the configuration.
func keyFile(cfg *config.Config, named string) (string, error) {
	if named != "" {
		return named, nil
	}
	return cfg.KeyFile()
}

// RotateKey adds a key to the key file; a program that reads it again seals with it.
func RotateKey(w io.Writer, file, named string) error {
	cfg, _, err := load(file)
	if err != nil {
		return err
	}
	path, err := keyFile(cfg, named)
	if err != nil {
		return err
	}
	id, err := keyring.Rotate(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `The key %s was added to %s and seals from the next start or reload on.

1. Copy the file again to where its copy lies. Without the new key what is sealed from now on is lost.
2. Reload or restart the program (systemctl reload callfloor). It seals everything anew in the background;
   its log and the screen "System" say when that is over. Until then the former key is needed.
3. callfloor key prune
`, id, path)
	return err
}

// PruneKeys takes the keys out of the key file that nothing is sealed with any more.
func PruneKeys(ctx context.Context, w io.Writer, file, named string) error {
	cfg, _, err := load(file)
	if err != nil {
		return err
	}
	path, err := keyFile(cfg, named)
	if err != nil {
		return err
	}
	ring, err := keyring.Load(path)
	if err != nil {
		return err
	}
	used, err := store.KeysInUse(ctx, cfg.Data, cfg.Database)
	if err != nil {
		return err
	}
	former := slices.DeleteFunc(ring.IDs(), func(id string) bool { return id == ring.Primary() })
	still := slices.DeleteFunc(slices.Clone(used), func(id string) bool { return id == ring.Primary() })
	switch {
	case !slices.Contains(used, ring.Primary()):
		return fmt.Errorf("nothing is sealed with the key %s yet: reload or restart the program first", ring.Primary())
	case len(still) > 0:
		return fmt.Errorf("rows are still to be sealed anew (%s): the program does that while it runs, and its log says when it is over; no key was taken out", strings.Join(formerly(still), ", "))
	case len(former) == 0:
		return errors.New("the key file holds one key only: nothing to take out")
	}
	if err := keyring.Prune(path, former); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `Taken out of %s: %s. The key %s stays.
Backups from before need the former keys: keep the old copy of the file as long as those.
`, path, strings.Join(former, ", "), ring.Primary())
	return err
}

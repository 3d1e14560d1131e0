package keyring

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// head says to who opens the file what it is.
const head = `# Callfloor's keys: id, day, key. The last one seals, those before it only open.
# Who has this file and the database reads everything. Without this file the numbers
# and secrets in the database are lost: keep a copy where the database is not.
`

// maxFile bounds a key file.
const maxFile = 64 << 10

// Load reads a key file. Where there is none the error is fs.ErrNotExist.
func Load(file string) (*Ring, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return nil, fmt.Errorf("everybody on this machine may read the key file %s: chmod 600 %s", file, file)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	r, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("the key file %s: %w", file, err)
	}
	return r, nil
}

func parse(data []byte) (*Ring, error) {
	r := &Ring{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		word := strings.Fields(line)
		if len(word) != 3 {
			return nil, fmt.Errorf("line %d is not an id, a day and a key", n)
		}
		made, err := time.Parse(time.DateOnly, word[1])
		if err != nil {
			return nil, fmt.Errorf("line %d: %q is not a day like 2026-11-28", n, word[1])
		}
		secret, err := base64.StdEncoding.DecodeString(word[2])
		if err != nil || len(secret) != keyBytes {
			return nil, fmt.Errorf("line %d has no key of %d bytes", n, keyBytes)
		}
		k, err := newKey(secret, made)
		if err != nil {
			return nil, err
		}
		if k.id != word[0] {
			return nil, fmt.Errorf("line %d: the key is not that of the id %s: it was altered", n, word[0])
		}
		if r.Has(k.id) {
			return nil, fmt.Errorf("line %d: the key %s is there twice", n, k.id)
		}
		r.keys = append(r.keys, k)
	}
	if len(r.keys) == 0 {
		return nil, errors.New("it holds no key")
	}
	return r, lines.Err()
}

// random makes a key.
func random() (*key, error) {
	secret := make([]byte, keyBytes)
	rand.Read(secret) //nolint:errcheck // it never fails (crypto/rand)
	return newKey(secret, time.Now().UTC().Truncate(24*time.Hour))
}

// text is the content of the key file.
func (r *Ring) text() []byte {
	b := []byte(head)
	for _, k := range r.keys {
		b = fmt.Appendf(b, "%s %s %s\n", k.id, k.made.Format(time.DateOnly), base64.StdEncoding.EncodeToString(k.secret))
	}
	return b
}

// Create makes a key file with one key, and its folder; one that is there stays,
// and the error is fs.ErrExist. The file is on the disk when it returns.
func Create(file string) (*Ring, error) {
	k, err := random()
	if err != nil {
		return nil, err
	}
	r := &Ring{keys: []*key{k}}
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	temp, err := r.temporary(dir, nil)
	if err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	err = os.Link(temp, file) // whole or not at all, and never over another
	// Before the folder is on the disk: no second copy comes back after a loss of power.
	if err := errors.Join(err, os.Remove(temp)); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	return r, syncFolder(dir)
}

// Rotate adds a key to a file, which seals from then on, and returns its id. Of two
// at once both keys are there afterwards.
func Rotate(file string) (id string, err error) {
	unlock, err := lock(filepath.Dir(file))
	if err != nil {
		return "", err
	}
	defer unlock()
	r, err := Load(file)
	if err != nil {
		return "", err
	}
	k, err := random()
	if err != nil {
		return "", err
	}
	r.keys = append(r.keys, k)
	return k.id, r.replace(file)
}

// Prune takes keys out of a file; the one that seals stays.
func Prune(file string, ids []string) error {
	unlock, err := lock(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer unlock()
	r, err := Load(file)
	if err != nil {
		return err
	}
	if slices.Contains(ids, r.Primary()) {
		return fmt.Errorf("the key %s seals: it cannot be taken out", r.Primary())
	}
	r.keys = slices.DeleteFunc(r.keys, func(k *key) bool { return slices.Contains(ids, k.id) })
	return r.replace(file)
}

// lock waits until nobody else changes a key file of a folder (flock(2)): who changes
// one reads it first, and must not write over what another has added meanwhile.
func lock(dir string) (unlock func(), err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("lock the key file: %w", err)
	}
	if err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX); err != nil {
		d.Close() //nolint:errcheck // the error before is the one to tell
		return nil, fmt.Errorf("lock the key file: %w", err)
	}
	return func() { d.Close() }, nil //nolint:errcheck // nothing was written through it
}

// replace writes a file anew at once, with the owner and the rights of before. A link
// is refused: what it leads to would stay without the new key, and following it would
// let who owns the folder choose what root writes.
func (r *Ring) replace(file string) error {
	info, err := os.Lstat(file)
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("the key file %s is a link: name the file that it leads to", file)
	}
	dir := filepath.Dir(file)
	temp, err := r.temporary(dir, info)
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	defer os.Remove(temp) // after the renaming it is not there
	if err := os.Rename(temp, file); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	return syncFolder(dir)
}

// temporary writes the ring into a new file of a folder, to the disk; like is the
// file that it will replace, nil where it replaces none.
func (r *Ring) temporary(dir string, like fs.FileInfo) (_ string, err error) {
	f, err := os.CreateTemp(dir, ".callfloor-key-*") // 0600
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name()) //nolint:errcheck // the error before is the one to tell
		}
	}()
	defer f.Close()
	if like != nil {
		if err := alikeOwner(f, like); err != nil {
			return "", err
		}
	}
	if _, err := f.Write(r.text()); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// syncFolder makes a new name in a folder survive the loss of power.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	return nil
}

// alikeOwner gives a new file the rights and the owner of another: who rotates a
// key as root must not take it from the program.
func alikeOwner(f *os.File, like fs.FileInfo) error {
	if err := f.Chmod(like.Mode().Perm()); err != nil {
		return err
	}
	of, ok := like.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return f.Chown(int(of.Uid), int(of.Gid))
}

package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/web"
)

// PutSound implements web.Centre: it reads a WAV file, keeps it as it is played
// (mono at 8,000 Hz, G.711) under the hash of its content in the data folder, and
// then takes it up.
func (c *Centre) PutSound(ctx context.Context, by people.Author, id, name string, wav io.Reader) (centre.Sound, error) {
	s := centre.Sound{ID: id, Name: name}
	if err := invalid(s.Check("sound " + id)); err != nil {
		return s, err
	}
	data, length, err := media.ConvertWAV(wav)
	if err != nil {
		return s, fault.New(fault.Invalid, "this cannot be played: %w", err)
	}
	sum := sha256.Sum256(data)
	s.SHA256, s.Bytes, s.Seconds = hex.EncodeToString(sum[:16]), len(data), float64(length.Milliseconds())/1000
	if err := c.keepSound(s.SHA256, data); err != nil {
		return s, err
	}
	err = c.Change(ctx, by, "sound_changed", "sound:"+id, func() ([]web.Edit, error) {
		return []web.Edit{{Kind: web.KindSounds, ID: id, After: json.RawMessage(asJSON(s))}}, nil
	})
	return s, err
}

// keepSound writes a file whole or not at all.
func (c *Centre) keepSound(hash string, data []byte) error {
	file := c.music.kept(hash)
	if _, err := os.Stat(file); err == nil {
		return nil // the same content
	}
	if err := os.MkdirAll(c.music.dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of sounds: %w", err)
	}
	tmp, err := os.CreateTemp(c.music.dir, ".upload-*")
	if err != nil {
		return fmt.Errorf("keep a sound: %w", err)
	}
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("keep a sound: %w", errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}

// Sound implements web.Centre.
func (c *Centre) Sound(id string) ([]byte, error) {
	file, err := c.music.path(centre.SoundPrefix + id)
	if err != nil {
		return nil, fault.New(fault.NotFound, "there is no sound %q", id)
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "the file of the sound %q is lost: upload it again", id)
	}
	if err != nil {
		return nil, fmt.Errorf("read a sound: %w", err)
	}
	return data, nil
}

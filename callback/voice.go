package callback

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// Voice is a spoken message: a file that is sealed with a key of its own, which is kept
// with the request. Without its row a file says nothing any more.
type Voice struct {
	File   string // name within the folder
	Key    []byte
	Length time.Duration
}

// Earlier is a spoken message that another one of the same request has followed.
type Earlier struct {
	Voice
	Followed time.Time
}

const (
	// MostVoice is how long the sound of a message is at most, in bytes: ten minutes of
	// G.711.
	MostVoice = 10 << 20
	voiceKey  = 32 // AES-256
	// orphaned is how old a file without a row is before it is taken for left over: the
	// row is written after the file.
	orphaned = time.Hour
)

var voiceName = regexp.MustCompile(`^[0-9a-f]{32}\.wav$`)

// Voices are the files of spoken messages in one folder, which nothing leaves (W-16).
// Any goroutine may use them.
type Voices struct{ root *os.Root }

// OpenVoices opens a folder of messages, and makes it where there is none.
func OpenVoices(dir string) (*Voices, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of spoken messages: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder of spoken messages: %w", err)
	}
	return &Voices{root}, nil
}

// Close lets go of the folder.
func (v *Voices) Close() error { return v.root.Close() }

// Keep writes a message, a WAV file, to the disk. What it returns goes into
// Request.Voice before Take.
func (v *Voices) Keep(wav []byte, length time.Duration) (_ *Voice, err error) {
	if len(wav) > MostVoice {
		return nil, fault.New(fault.Invalid, "the message is longer than %d bytes", MostVoice)
	}
	name := make([]byte, 16)
	out := &Voice{Key: make([]byte, voiceKey), Length: length}
	rand.Read(name)    //nolint:errcheck // it never fails
	rand.Read(out.Key) //nolint:errcheck // it never fails
	out.File = hex.EncodeToString(name) + ".wav"
	box, err := sealer(out.Key)
	if err != nil {
		return nil, err
	}
	f, err := v.root.OpenFile(out.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keep a spoken message: %w", err)
	}
	_, err = f.Write(box.Seal(nil, make([]byte, box.NonceSize()), wav, []byte(out.File))) // a key seals one file
	err = errors.Join(err, f.Sync(), f.Close(), v.sync())
	if err != nil {
		return nil, fmt.Errorf("keep a spoken message: %w", errors.Join(err, v.Remove(out.File)))
	}
	return out, nil
}

// sync writes the folder's names to the disk: a row never names a file that a loss of
// power takes back.
func (v *Voices) sync() error {
	dir, err := v.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func sealer(key []byte) (cipher.AEAD, error) {
	if len(key) != voiceKey {
		return nil, errors.New("a spoken message has no key")
	}
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// Read returns a message as a WAV file, or fault.NotFound.
func (v *Voices) Read(one *Voice) ([]byte, error) {
	if one == nil || !voiceName.MatchString(one.File) {
		return nil, errNoVoice()
	}
	f, err := v.root.Open(one.File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoVoice()
	}
	if err != nil {
		return nil, fmt.Errorf("read a spoken message: %w", err)
	}
	defer f.Close()
	box, err := sealer(one.Key)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, MostVoice+int64(box.Overhead())+1))
	if err != nil {
		return nil, fmt.Errorf("read a spoken message: %w", err)
	}
	wav, err := box.Open(data[:0], make([]byte, box.NonceSize()), data, []byte(one.File))
	if err != nil {
		return nil, fmt.Errorf("read a spoken message: %w", err)
	}
	return wav, nil
}

func errNoVoice() error { return fault.New(fault.NotFound, "the callback has no spoken message") }

// Remove deletes the file of a message. One that is not there is gone already.
func (v *Voices) Remove(file string) error {
	if !voiceName.MatchString(file) {
		return nil
	}
	if err := v.root.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete a spoken message: %w", err)
	}
	return nil
}

// Sweep deletes the files that no request names any more: whose rows are past their
// time, or of somebody who was deleted. named tells which of some are named.
func (v *Voices) Sweep(now time.Time, named func(files []string) (map[string]bool, error)) (gone int, _ error) {
	dir, err := v.root.Open(".")
	if err != nil {
		return 0, fmt.Errorf("look for spoken messages: %w", err)
	}
	defer dir.Close()
	for {
		some, rerr := dir.ReadDir(500)
		var old []string
		for _, e := range some {
			info, err := e.Info()
			if err == nil && voiceName.MatchString(e.Name()) && now.Sub(info.ModTime()) > orphaned {
				old = append(old, e.Name())
			}
		}
		kept, err := named(old)
		if err != nil {
			return gone, err
		}
		for _, name := range old {
			if kept[name] {
				continue
			}
			if err := v.Remove(name); err != nil {
				return gone, err
			}
			gone++
		}
		if errors.Is(rerr, io.EOF) || len(some) == 0 {
			return gone, nil
		}
		if rerr != nil {
			return gone, fmt.Errorf("look for spoken messages: %w", rerr)
		}
	}
}

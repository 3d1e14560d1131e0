package widget

import (
	"io"
	"net/http"
	"time"
)

// patience is how long a body may take: a time, and more with each byte that has come.
type patience struct {
	grace time.Duration
	rate  int // bytes a second
}

// uploads is the patience with files: 10 MiB take five and a half minutes at most, which 256 kbit/s
// is enough for. Who sends less is cut off, so that places to upload do not go to who sends nothing.
var uploads = patience{grace: 20 * time.Second, rate: 32 << 10}

// answering is how long there is to look at what came, keep it and answer.
const answering = 30 * time.Second

// Patient gives a body more time than requests have, as long as it comes at 32 KiB a second after
// the first 20 seconds. Reading fails with os.ErrDeadlineExceeded after that.
func Patient(w http.ResponseWriter, body io.ReadCloser) io.ReadCloser { return uploads.with(w, body) }

func (p patience) with(w http.ResponseWriter, body io.ReadCloser) io.ReadCloser {
	return &patient{ReadCloser: body, of: p, began: time.Now(), conn: http.NewResponseController(w)}
}

type patient struct {
	io.ReadCloser
	of    patience
	began time.Time
	n     int
	conn  *http.ResponseController
}

func (b *patient) Read(p []byte) (int, error) {
	until := b.began.Add(b.of.grace + time.Duration(b.n)*time.Second/time.Duration(b.of.rate))
	b.conn.SetReadDeadline(until)                 //nolint:errcheck // what has no connection has no deadline
	b.conn.SetWriteDeadline(until.Add(answering)) //nolint:errcheck // as above
	n, err := b.ReadCloser.Read(p)
	b.n += n
	return n, err
}

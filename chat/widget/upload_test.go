package widget

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// fullStore has no room for a file.
type fullStore struct {
	oneVisitor
	most chat.UnsentLimits
	err  error
}

func (s *fullStore) ChatVisitorBySecret(context.Context, string) (chat.Visitor, error) {
	return s.v, nil
}

func (s *fullStore) ChatAddUnsent(_ context.Context, _ chat.StoredFile, most chat.UnsentLimits) error {
	s.most = most
	return s.err
}

// Who sends file after file and no message is told to wait, and so is everybody where all
// together have sent too much.
func TestUploadHasAnEnd(t *testing.T) {
	var pixel bytes.Buffer
	if err := png.Encode(&pixel, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		err    error
		status int
	}{{nil, 201}, {fmt.Errorf("keep a file: %w", chat.ErrUnsentFiles), 429}, {fmt.Errorf("keep a file: %w", chat.ErrUnsentBytes), 503}} {
		s := &fullStore{oneVisitor: oneVisitor{v: chat.Visitor{ID: "v", Account: "shop"}}, err: one.err}
		h := New(Options{Store: s, Centre: s, Now: time.Now, NewID: func() string { return "1" }, Address: func(*http.Request) string { return "192.0.2.7" }})
		r := httptest.NewRequest("POST", "/chat/files?name=a.png", bytes.NewReader(pixel.Bytes()))
		r.Header.Set("Authorization", "Bearer token")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != one.status || (w.Code != 201) != (w.Header().Get("Retry-After") != "") {
			t.Errorf("%v: %d %v %s", one.err, w.Code, w.Header(), w.Body)
		}
		if s.most.Files < mostFiles || s.most.Files > 20 || s.most.Bytes > 1<<30 {
			t.Errorf("the limits are %+v", s.most)
		}
	}
}

// A file that comes slowly is taken, long after other requests are given up.
func TestUploadMayBeSlow(t *testing.T) {
	var pixel bytes.Buffer
	if err := png.Encode(&pixel, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	store := &fullStore{oneVisitor: oneVisitor{v: chat.Visitor{ID: "v", Account: "shop"}}}
	s := httptest.NewUnstartedServer(New(Options{Store: store, Centre: store, Now: time.Now, NewID: func() string { return "1" }, Address: func(*http.Request) string { return "192.0.2.7" }}))
	s.Config.ReadTimeout, s.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	s.Start()
	defer s.Close()
	body, write := io.Pipe()
	go func() {
		for b := range slices.Chunk(pixel.Bytes(), 1+pixel.Len()/5) {
			time.Sleep(60 * time.Millisecond)
			write.Write(b) //nolint:errcheck // it shows in the answer
		}
		write.Close()
	}()
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/chat/files?name=a.png", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer token")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.Body.Close(); res.StatusCode != http.StatusCreated {
		t.Errorf("%d", res.StatusCode)
	}
}

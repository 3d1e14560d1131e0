package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// pixel is a PNG of one pixel.
var pixel, _ = base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

// upload sends a file as somebody.
func (c *chatSite) upload(status int, who, room, name string, data []byte) (f chat.File) {
	c.t.Helper()
	got, body := c.as(c.t, who, "POST", "/api/v1/chat/rooms/"+room+"/files?name="+name, string(data), func(r *http.Request) { r.Header.Set("Content-Type", "application/octet-stream") })
	if got != status {
		c.t.Fatalf("upload as %s: %d %s", who, got, body)
	}
	if status == 201 {
		c.must(json.Unmarshal([]byte(body), &f))
	}
	return f
}

// An agent sends a file: it is kept before the message that names it, told by its content, and read
// by who sees the room alone.
func TestChatFiles(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.has("kim", "r2", "v2")
	c.has("lee", "r3", "v3")
	f := c.upload(201, "kim", "r1", "a%2Fb.txt", pixel)
	if f.Type != "image/png" || f.Width != 1 || f.Height != 1 || f.Name != "b.txt" || f.Size != len(pixel) {
		t.Errorf("the file is %+v", f)
	}
	c.upload(404, "lee", "r1", "x.png", pixel)
	c.upload(404, "m2", "r1", "x.png", pixel)
	c.upload(422, "kim", "r1", "x.png", []byte("<svg/>"))
	c.upload(422, "kim", "r1", "x.pdf", append([]byte("%PDF-1.4\n"), make([]byte, chat.MaxFileBytes)...))
	post := func(client, files string) string {
		return `{"client":"` + client + `","files":[` + files + `]}`
	}
	named := `"` + f.ID + `"`
	c.asks(422, "kim", "POST", "/chat/rooms/r2/messages", post("kim-00001", named), nil) // of another room
	c.asks(422, "m1", "POST", "/chat/rooms/r1/messages", post("mm1-00001", named), nil)  // of another person
	c.asks(422, "kim", "POST", "/chat/rooms/r1/messages", post("kim-00001", named+`,"nothing"`), nil)
	for body, want := range map[string]string{"": "the message is empty", " \\n\\t ": "the message is empty", "\\u0001\\u0002": "the message has control characters", "네\\u0007": "the message has control characters"} {
		var p Problem
		if c.asks(422, "kim", "POST", "/chat/rooms/r1/messages", `{"client":"kim-00001","body":"`+body+`"}`, &p); p.Detail != want {
			t.Errorf("%q is refused as %q", body, p.Detail)
		}
	}
	var m ChatMessageView
	c.asks(201, "kim", "POST", "/chat/rooms/r1/messages", post("kim-00001", named+","+named), &m)
	if len(m.Files) != 1 || m.Files[0].ID != f.ID || m.Body != "" {
		t.Errorf("sent %+v", m)
	}
	for _, who := range []string{"kim", "m1", "boss"} {
		status, body := c.as(t, who, "GET", "/api/v1/chat/files/"+f.ID, "")
		if status != 200 || !bytes.Equal([]byte(body), pixel) {
			t.Errorf("%s reads %d %q", who, status, body)
		}
	}
	c.nobodys("GET", "/chat/files/"+f.ID, "", "lee", "m2")
	c.nobodys("GET", "/chat/files/nothing", "", "boss")
	// A customer's file belongs to nobody before it is sent.
	c.must(c.db.ChatAddFile(t.Context(), chat.StoredFile{File: chat.File{ID: "f-x", Name: "x.png", Type: "image/png", Size: len(pixel)}, By: "visitor:v1", Data: pixel}))
	c.nobodys("GET", "/chat/files/f-x", "", "boss", "kim")
	c.ends("kim", "r1")
	c.upload(409, "kim", "r1", "x.png", pixel)
}

// The customer is told that the agent writes, by who has the room alone (S4).
func TestChatTyping(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	w := c.web.Rooms.Watch("v1")
	defer w.Close()
	c.asks(403, "m1", "POST", "/chat/rooms/r1/typing", `{"on":true}`, nil)
	c.asks(403, "boss", "POST", "/chat/rooms/r1/typing", `{"on":true}`, nil)
	c.nobodys("POST", "/chat/rooms/r1/typing", `{"on":true}`, "lee", "m2")
	if list, err := w.Take(); len(list) > 0 || err != nil {
		t.Errorf("the customer is told %+v %v", list, err)
	}
	c.asks(204, "kim", "POST", "/chat/rooms/r1/typing", `{"on":true}`, nil)
	list, err := w.Next(t.Context())
	if err != nil || len(list) != 1 || list[0].Typing == nil || !list[0].Typing.On || list[0].Typing.By != chat.ByAgent {
		t.Errorf("the customer is told %+v %v", list, err)
	}
	c.ends("kim", "r1")
	c.asks(409, "kim", "POST", "/chat/rooms/r1/typing", `{"on":true}`, nil)
}

// A file is given out with the headers that make it safe.
func TestChatFileHeaders(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	f := c.upload(201, "kim", "r1", "x.pdf", []byte("%PDF-1.4\n"))
	req, err := http.NewRequestWithContext(t.Context(), "GET", c.URL+"/api/v1/chat/files/"+f.ID, nil)
	c.must(err)
	c.sign(req, "kim")
	res, err := (&http.Client{Timeout: 10 * time.Second}).Do(req)
	c.must(err)
	res.Body.Close()
	if h := res.Header; h.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("headers %v", res.Header)
	}
}

// slowly is a body that takes its time.
type slowly struct {
	io.Reader
	pause time.Duration
}

func (s slowly) Read(b []byte) (int, error) {
	time.Sleep(s.pause)
	return s.Reader.Read(b[:min(len(b), 1+len(pixel)/5)])
}

// A file that comes slowly is taken, long after other requests are given up.
func TestChatFilesMayBeSlow(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	s := httptest.NewUnstartedServer(c.web)
	s.Config.ReadTimeout, s.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	s.Start()
	defer s.Close()
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/api/v1/chat/rooms/r1/files?name=a.png", slowly{bytes.NewReader(pixel), 60 * time.Millisecond})
	c.must(err)
	c.sign(req, "kim")
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("Origin", s.URL)
	res, err := http.DefaultClient.Do(req)
	c.must(err)
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusCreated {
		t.Errorf("%d %s %v", res.StatusCode, body, err)
	}
}

package web

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// A page that sends too much in one message is told so by the code that the documents name, not by
// one of the protocol's own.
func TestALargeMessageOfAPage(t *testing.T) {
	s := newSite(t)
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.sign(req, "boss")
	c, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=services", req.Header)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.WriteMessage(websocket.TextMessage, make([]byte, largestInput)); err != nil {
		t.Fatal(err)
	}
	if err := c.WriteMessage(websocket.TextMessage, make([]byte, largestInput+1)); err != nil {
		t.Fatal(err)
	}
	c.SetReadDeadline(time.Now().Add(10 * time.Second)) //nolint:errcheck // it shows at the read
	for {
		_, _, err := c.ReadMessage()
		var end *websocket.CloseError
		if errors.As(err, &end) {
			if end.Code != closeNoisy || end.Text == "" {
				t.Errorf("closed with %d %q", end.Code, end.Text)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

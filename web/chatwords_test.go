package web

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// Prohibited words are found in whatever case and form, not across blanks, and Latin ones not
// within others; the longest is replaced.
func TestCensor(t *testing.T) {
	words := censorshipOf([]chat.Word{
		{Word: "바보", Effect: chat.WordRefuse}, {Word: "시발", Effect: chat.WordRefuse}, {Word: "Ass", Effect: chat.WordRefuse},
		{Word: "경쟁사", Effect: chat.WordMask, Instead: "타사"}, {Word: "경쟁사몰", Effect: chat.WordMask}, {Word: "damn", Effect: chat.WordMask},
	})
	for text, want := range map[string]string{
		"안녕하세요":            "안녕하세요",
		"다시 발송해 드립니다":      "다시 발송해 드립니다",
		"the class passes": "the class passes",
		"경쟁사는 경쟁사몰보다":      "타사는 ****보다",
		"DAMN! damned":     "****! damned",
	} {
		if out, refused := words.censor(text); out != want || refused != nil {
			t.Errorf("%q becomes %q, refused %v", text, out, refused)
		}
	}
	for text, want := range map[string][]string{"이 바보야, 바보": {"바보"}, "바보야": {"바보"}, "an ASS, 시발": {"Ass", "시발"}} {
		if _, refused := words.censor(text); !slices.Equal(refused, want) {
			t.Errorf("%q is refused for %v", text, refused)
		}
	}
}

// What agents write is held against the words at the server; notes are not. Managers alone change
// the words.
func TestProhibitedWords(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.asks(200, "m1", "PUT", "/chat/words", `{"word":" 바보 ","effect":"refuse"}`, nil)
	c.asks(200, "m1", "PUT", "/chat/words", `{"word":"경쟁사","effect":"mask","instead":"타사"}`, nil)
	for _, bad := range []string{`{"word":"가","effect":"mask"}`, `{"word":"가 ","effect":"mask"}`, `{"word":"가나","effect":"refuse","instead":"다"}`, `{"word":"가나","effect":"drop"}`} {
		c.asks(422, "m1", "PUT", "/chat/words", bad, nil)
	}
	c.asks(403, "kim", "PUT", "/chat/words", `{"word":"가나","effect":"mask"}`, nil)
	c.asks(403, "kim", "DELETE", "/chat/words?word=바보", "", nil)
	c.people.mu.Lock()
	u := c.people.users["m1"]
	u.Name = "박팀장"
	c.people.users["m1"] = u
	c.people.mu.Unlock()
	var list []ChatWordView
	if c.asks(200, "kim", "GET", "/chat/words", "", &list); len(list) != 2 || list[1].Word.Word != "바보" || list[1].By != "m1" || list[1].ByName != "박팀장" {
		t.Errorf("the words are %+v", list)
	}
	var p Problem
	if c.asks(422, "kim", "POST", "/chat/rooms/r1/messages", `{"client":"kim-00001","body":"이 바보야"}`, &p); !slices.Equal(p.Words, []string{"바보"}) {
		t.Errorf("the problem names %v", p.Words)
	}
	var m ChatMessageView
	if c.asks(201, "kim", "POST", "/chat/rooms/r1/messages", `{"client":"kim-00001","body":"경쟁사보다 쌉니다"}`, &m); m.Body != "타사보다 쌉니다" {
		t.Errorf("sent %q", m.Body)
	}
	if c.asks(201, "kim", "POST", "/chat/rooms/r1/messages", `{"client":"kim-00002","body":"고객이 바보라고 함","note":true}`, &m); m.Body != "고객이 바보라고 함" {
		t.Errorf("the note is %q", m.Body)
	}
	c.asks(204, "m1", "DELETE", "/chat/words?word=바보", "", nil)
	c.asks(404, "m1", "DELETE", "/chat/words?word=바보", "", nil)
	c.asks(201, "kim", "POST", "/chat/rooms/r1/messages", `{"client":"kim-00003","body":"바보상자"}`, nil)
}

// countedWords counts how often the words are read; between is done while they are.
type countedWords struct {
	Chats
	reads   int
	between func()
}

func (c *countedWords) ChatWords(ctx context.Context) ([]chat.Word, error) {
	list, err := c.Chats.ChatWords(ctx)
	if c.reads++; c.between != nil {
		f := c.between
		c.between = nil
		f()
	}
	return list, err
}

// Messages do not read the words each: they are read again when they are others, also where that
// happens while they are read.
func TestProhibitedWordsAreKept(t *testing.T) {
	c := newChatSite(t)
	counted := &countedWords{Chats: c.web.Chats}
	c.web.Chats = counted
	c.has("kim", "r1", "v1")
	n := 0
	says := func(status int, body string) {
		t.Helper()
		n++
		c.asks(status, "kim", "POST", "/chat/rooms/r1/messages", fmt.Sprintf(`{"client":"kim-%05d","body":%q}`, n, body), nil)
	}
	for range 3 {
		says(201, "바보상자")
	}
	if counted.reads != 1 {
		t.Errorf("three messages read the words %d times", counted.reads)
	}
	c.asks(200, "m1", "PUT", "/chat/words", `{"word":"바보","effect":"refuse"}`, nil)
	says(422, "바보상자")
	c.asks(204, "m1", "DELETE", "/chat/words?word=바보", "", nil)
	counted.between = func() { // a change that is made while they are read
		c.asks(200, "m1", "PUT", "/chat/words", `{"word":"멍청이","effect":"refuse"}`, nil)
	}
	says(201, "멍청이") // as it was when they were read
	says(422, "멍청이")
}

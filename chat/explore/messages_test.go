package explore

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// messageRow is a row of chat/testdata/messages.txt.
type messageRow struct {
	source   string
	occasion chat.Occasion
	sent     []chat.Auto
	done     []string
}

func messageRows(t *testing.T) (rows []messageRow) {
	text, err := os.ReadFile("../testdata/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 4 {
			t.Fatalf("%q has %d cells", line, len(cells))
		}
		r := messageRow{source: strings.TrimSpace(cells[0]), occasion: chat.Occasion(strings.TrimSpace(cells[1]))}
		for _, m := range strings.Fields(cells[2]) {
			r.sent = append(r.sent, chat.Auto(m))
		}
		for _, d := range strings.Split(cells[3], ";") {
			r.done = append(r.done, strings.TrimSpace(d))
		}
		rows = append(rows, r)
	}
	return rows
}

// TestMessages walks through the table of C43 to C48 row by row: what is done sends exactly
// what the row says, which is what chat.Sends says, or less by who has no reply of their own.
// Every occasion is in a row.
func TestMessages(t *testing.T) {
	seen := map[chat.Occasion]bool{}
	for _, row := range messageRows(t) {
		seen[row.occasion] = true
		sends, known := chat.Sends[row.occasion]
		if !known || len(row.sent) > 0 && !slices.Equal(sends, row.sent) || len(row.sent) == 0 && len(sends) > 0 && !slices.Equal(sends, []chat.Auto{chat.AutoReply}) {
			t.Errorf("%s %s: the table says %v, the row %v", row.source, row.occasion, sends, row.sent)
		}
		if got := sentBy(t, row.done); !slices.Equal(got, row.sent) {
			t.Errorf("%s %s, %q: sent %v, want %v", row.source, row.occasion, row.done, got, row.sent)
		}
	}
	for on := range chat.Sends {
		if !seen[on] {
			t.Errorf("no row for %s", on)
		}
	}
}

// TestMessagesOutOfUse: what is not in use is not sent, on any occasion; the bot's always, and the
// answer to a press.
func TestMessagesOutOfUse(t *testing.T) {
	for _, row := range messageRows(t) {
		done := append([]string{"9h policy says="}, row.done...)
		sent := sentBy(t, done)
		if row.occasion == chat.OnFullByBot {
			if !slices.Equal(sent, row.sent) {
				t.Errorf("%s %s: sent %v", row.source, row.occasion, sent)
			}
			continue
		}
		for _, m := range sent {
			if m != chat.AutoReply && m != chat.BotHours {
				t.Errorf("%s %s: sent %s", row.source, row.occasion, m)
			}
		}
	}
}

// sentBy plays lines and returns what the last one sent by itself.
func sentBy(t *testing.T, lines []string) (sent []chat.Auto) {
	t.Helper()
	s := &Script{house: chat.New(), model: NewModel()}
	s.ledger = NewLedger(s.house.State())
	lines = append([]string{"9h agent kim auto-reply", "9h agent lee", "9h kim signs in", "9h opens"}, lines...)
	for _, line := range lines[:len(lines)-1] {
		if _, err := s.line(line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	told, err := s.line(lines[len(lines)-1])
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range told {
		if _, m, is := strings.Cut(line, "system: "); is {
			sent = append(sent, chat.Auto(strings.Fields(m)[0]))
		} else if _, m, is := strings.Cut(line, "bot: "); is {
			sent = append(sent, chat.Auto(m))
		} else if _, m, is := strings.Cut(line, ": "+string(chat.AutoReply)); is {
			sent = append(sent, chat.AutoReply+chat.Auto(m))
		}
	}
	return sent
}

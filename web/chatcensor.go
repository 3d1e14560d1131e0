package web

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// censorship is the prohibited words as messages are held against them: by their first letter, the
// longest first.
type censorship map[rune][]prohibited

// prohibited is a word with its small letters.
type prohibited struct {
	chat.Word
	letters []rune
}

func censorshipOf(words []chat.Word) censorship {
	c := censorship{}
	for _, w := range words {
		if letters := lowered([]rune(w.Word)); len(letters) > 0 {
			c[letters[0]] = append(c[letters[0]], prohibited{w, letters})
		}
	}
	for _, list := range c {
		slices.SortStableFunc(list, func(a, b prohibited) int { return cmp.Compare(len(b.letters), len(a.letters)) })
	}
	return c
}

// wordsKept keeps the prohibited words for the next message. The zero value has none yet.
type wordsKept struct {
	mu      sync.Mutex
	words   censorship // nil: to be read
	changes int
}

// get returns the words, read where they are not kept.
func (k *wordsKept) get(ctx context.Context, read func(context.Context) ([]chat.Word, error)) (censorship, error) {
	k.mu.Lock()
	words, changes := k.words, k.changes
	k.mu.Unlock()
	if words != nil {
		return words, nil
	}
	list, err := read(ctx)
	if err != nil {
		return nil, err
	}
	words = censorshipOf(list)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.changes == changes { // else what was read may be older than the change
		k.words = words
	}
	return words, nil
}

// forget has the words read again: they are others now, or may be.
func (k *wordsKept) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.words = nil
	k.changes++
}

// allowed is a text as it may go to a customer. One with words that are refused fails, and the
// problem names them.
func (s *Server) allowed(ctx context.Context, text string) (string, error) {
	words, err := s.words.get(ctx, s.Chats.ChatWords)
	if err != nil || len(words) == 0 {
		return text, err
	}
	out, refused := words.censor(text)
	if len(refused) > 0 {
		p := problem(fault.New(fault.Invalid, "the message has prohibited words: %s", strings.Join(refused, ", ")))
		p.Words = refused
		return "", p
	}
	return out, nil
}

// censor replaces prohibited words in a text, the longest first, and returns those that are
// refused. Blanks count: 다시 발송 has no word of two letters across its blank.
func (c censorship) censor(text string) (out string, refused []string) {
	letters := []rune(norm.NFC.String(text))
	lower := lowered(letters)
	var b strings.Builder
	for i := 0; i < len(letters); {
		step := 0
		for _, w := range c[lower[i]] {
			switch {
			case !stands(lower, w.letters, i):
			case w.Effect == chat.WordRefuse:
				if !slices.Contains(refused, w.Word.Word) {
					refused = append(refused, w.Word.Word)
				}
			case step == 0:
				step = len(w.letters)
				b.WriteString(cmp.Or(w.Instead, strings.Repeat("*", step)))
			}
		}
		if step == 0 {
			step = 1
			b.WriteRune(letters[i])
		}
		i += step
	}
	return b.String(), refused
}

func lowered(letters []rune) []rune {
	out := make([]rune, len(letters))
	for i, r := range letters {
		out[i] = unicode.ToLower(r)
	}
	return out
}

// stands reports whether a word stands at a place of a text. One that begins or ends with Latin
// letters is not a part of a longer one.
func stands(text, word []rune, at int) bool {
	end := at + len(word)
	if end > len(text) || !slices.Equal(text[at:end], word) {
		return false
	}
	return !(at > 0 && latin(word[0]) && latin(text[at-1])) && !(end < len(text) && latin(word[len(word)-1]) && latin(text[end]))
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

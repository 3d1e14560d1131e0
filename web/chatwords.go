package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// mostWords is how many words are prohibited at most.
const mostWords = 1000

// ChatWordInput is a prohibited word as people write it.
type ChatWordInput struct {
	Word    string          `json:"word" minLength:"2" maxLength:"40" doc:"in whatever case; letters of the Latin alphabet are found as whole words" example:"바보"`
	Effect  chat.WordEffect `json:"effect" enum:"refuse,mask" doc:"refuse: a message with it is not sent; mask: it is replaced"`
	Instead string          `json:"instead,omitempty" maxLength:"40" doc:"of mask: what is written in its place; left out: asterisks" example:"○○"`
}

// ChatWordView is a prohibited word, with what the one is called who wrote it last.
type ChatWordView struct {
	chat.Word
	ByName string `json:"by_name,omitempty" readOnly:"true" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"`
}

// wordViews are words with the names of their authors, read once for all of them.
func (s *Server) wordViews(ctx context.Context, list ...chat.Word) []ChatWordView {
	var actors []string
	for _, w := range list {
		actors = append(actors, "user:"+string(w.By))
	}
	names, out := s.actorNames(ctx, actors...), make([]ChatWordView, len(list))
	for i, w := range list {
		out[i] = ChatWordView{w, names[actors[i]]}
	}
	return out
}

func (s *Server) chatWordRoutes(tag string) {
	register(s, op(tag, "chat-words-list", http.MethodGet, "/chat/words", "Prohibited words (금지어)"), func(ctx context.Context, _ *struct{}) (*struct{ Body []ChatWordView }, error) {
		if err := s.chatsUsed(); err != nil {
			return nil, err
		}
		list, err := s.Chats.ChatWords(ctx)
		return &struct{ Body []ChatWordView }{s.wordViews(ctx, list...)}, err
	})
	register(s, op(tag, "chat-word-put", http.MethodPut, "/chat/words", "Prohibit a word in what agents write to customers, or change what it does"), s.putWord)
	del := op(tag, "chat-word-delete", http.MethodDelete, "/chat/words", "Allow a word again")
	del.DefaultStatus = http.StatusNoContent
	register(s, del, func(ctx context.Context, in *struct {
		Word string `query:"word" required:"true" minLength:"1" maxLength:"40"`
	}) (*struct{}, error) {
		if err := s.chatsUsed(); err != nil {
			return nil, err
		}
		defer s.words.forget()
		return nil, s.Chats.ChatDeleteWord(ctx, in.Word, people.NewChange(author(ctx), "chat_word_deleted", "chat-word:"+in.Word))
	})
}

func (s *Server) putWord(ctx context.Context, in *struct{ Body ChatWordInput }) (*struct{ Body ChatWordView }, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	w := chat.Word{
		Word: norm.NFC.String(strings.Join(strings.Fields(in.Body.Word), " ")), Effect: in.Body.Effect, Instead: strings.TrimSpace(in.Body.Instead),
		Added: acd.At(time.Now()), By: chat.UserID(who(ctx).Login),
	}
	switch {
	case utf8.RuneCountInString(w.Word) < 2 || strings.ContainsFunc(w.Word+w.Instead, control):
		return nil, inField("word", fault.New(fault.Invalid, "a prohibited word has two letters at least"))
	case w.Effect == chat.WordRefuse && w.Instead != "":
		return nil, inField("instead", fault.New(fault.Invalid, "a message with the word is not sent: nothing stands in its place"))
	}
	list, err := s.Chats.ChatWords(ctx)
	if err != nil {
		return nil, err
	}
	if len(list) >= mostWords && !slices.ContainsFunc(list, func(o chat.Word) bool { return o.Word == w.Word }) {
		return nil, fault.New(fault.Conflict, "there are %d prohibited words, which is the most: allow some first", len(list))
	}
	defer s.words.forget()
	return &struct{ Body ChatWordView }{s.wordViews(ctx, w)[0]}, s.Chats.ChatPutWord(ctx, w, people.NewChange(author(ctx), "chat_word_changed", "chat-word:"+w.Word))
}
